// What becomes of a command when whoever reads its output has had enough: `leasehold … list | head`.

/** What a program ends with that has written to nobody, as if by SIGPIPE. */
export const CLOSED = 141;

let isClosed = false;
let act = () => process.exit(0);

/** Looks after both outputs. Until a command says otherwise, having had enough is no failure. */
export function watchOutput() {
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') process.exit(notWritten(error));
    // Each write says so again.
    if (isClosed) return;
    isClosed = true;
    act();
  });
  // There is nobody left to tell, and what was asked for goes on.
  process.stderr.on('error', () => {});
}

/** Says that output cannot be written, as the disk is full for one, and gives the exit code. */
export function notWritten({ message }) {
  console.error(`leasehold: standard output: ${message}`);
  return 1;
}

/** Has `action` called, once, in place of the end with exit code 0. */
export function whenClosed(action) {
  act = action;
  if (isClosed) action();
}
