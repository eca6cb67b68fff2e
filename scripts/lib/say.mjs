const { isTTY } = process.stderr;

/** Tells what is going on. Goes to stderr: stdout belongs to results. */
export function say(text) {
  process.stderr.write(isTTY ? `\x1b[2mleasehold: ${text}\x1b[0m\n` : `leasehold: ${text}\n`);
}

/** Something the user can put right; shown as its message alone, without a stack. */
export class Stop extends Error {
  name = 'Stop';
}

/** Runs a script's main function and turns its end into an exit code. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    process.stderr.write(`\n${error instanceof Stop ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
