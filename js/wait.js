// Tells Rust, under a number, what it waits for.

/** Rings once `promise` is settled: with its value, or with its error and `true`. */
export function whenSettled(promise, ring, number) {
  promise.then(
    (value) => ring(number, value, false),
    (error) => ring(number, error, true),
  );
}

/** Rings once `signal` is aborted, which may be so already. */
export function whenAborted(signal, ring, number) {
  const listener = () => ring(number, signal.reason, false);
  if (signal.aborted) return listener();
  signal.addEventListener('abort', listener);
  ring[number] = () => signal.removeEventListener('abort', listener);
}

/** Takes off what would ring: a listener or a timer left that behind at its number. Each wasm has numbers and a `ring` of its own. */
export function callOff(ring, number) {
  ring[number]?.();
  delete ring[number];
}
