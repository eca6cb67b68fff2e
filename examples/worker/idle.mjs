// A worker that claims nothing: for a process that only reports the queue.

/** Has of a worker what `Shift` uses. */
export function openIdle() {
  let end;
  const ended = new Promise((resolve) => {
    end = resolve;
  });
  return {
    run: () => ended,
    drain: end,
    on: () => {},
    stats: () => ({ running: 0, claimed: 0, finished: 0, failed: 0, lost: 0, polls: 0 }),
  };
}
