// Runs Rust's tasks.

const settled = Promise.resolve();

/**
 * Has the task `number` run once what runs now is over. By a `then` for each: so it runs in the async context (`AsyncLocalStorage`, zones)
 * of who spawned or woke it, and all that it waits for wakes it in the same.
 */
export function soon(run, number) {
  settled.then(() => run(number, undefined, false));
}
