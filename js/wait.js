// Tells Rust, under a number, what it waits for.

/** Rings once `promise` is settled: with its value, or with its error and `true`. */
export function whenSettled(promise, ring, number) {
  promise.then(
    (value) => ring(number, value, false),
    (error) => ring(number, error, true),
  );
}

/** Rings once `signal` is aborted, which may be so already. Gives the listener to take off when nobody waits any more. */
export function whenAborted(signal, ring, number) {
  const listener = () => ring(number, signal.reason, false);
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener);
  return listener;
}

/** Takes that listener off. */
export const forget = (signal, listener) => signal.removeEventListener('abort', listener);
