// Runs Rust's tasks, and code of others' in the async context (`AsyncLocalStorage`, zones) that it belongs to.

const settled = Promise.resolve();

/**
 * Has the task `number` run once what runs now is over. By a `then` for each: so it runs in the async context of
 * who spawned or woke it, and all that it waits for wakes it in the same.
 */
export function soon(run, number) {
  settled.then(() => run(number, undefined, false));
}

/** Runs `body`, which may throw or give no promise. */
const run = async (body) => body();

/**
 * A function that runs others in the async context of now, and gives promises of what they give: what `then` is given runs in the
 * context of the `then`. A task of Rust's runs in the context of whoever woke it, which with a worker is one of many.
 */
export function contextKeeper() {
  let enter;
  let bodies = [];
  const wait = () => {
    new Promise((resolve) => {
      enter = resolve;
    }).then(() => {
      const due = bodies;
      bodies = [];
      wait();
      for (const body of due) body();
    });
  };
  wait();
  return (body) =>
    new Promise((resolve) => {
      bodies.push(() => resolve(run(body)));
      enter();
    });
}
