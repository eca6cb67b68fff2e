// Tells Rust, under a number, what it waits for.

/** Rings once `promise` is settled: with its value, or with its error and `true`. */
export function whenSettled(promise, ring, number) {
  promise.then(
    (value) => ring(number, value, false),
    (error) => ring(number, error, true),
  );
}

/** Rings once `signal` is aborted, which may be so already. One that cannot be listened to counts as aborted, and what it throws as its reason. */
export function whenAborted(signal, ring, number) {
  const listener = () => {
    let reason;
    try {
      ({ reason } = signal);
    } catch (error) {
      reason = error;
    }
    ring(number, reason, false);
  };
  try {
    if (signal.aborted) return listener();
    signal.addEventListener('abort', listener);
    ring[number] = () => signal.removeEventListener('abort', listener);
  } catch (error) {
    ring(number, error, false);
  }
}

/** Takes off what would ring: a listener or a timer left that behind at its number. Each wasm has numbers and a `ring` of its own. */
export function callOff(ring, number) {
  try {
    ring[number]?.();
  } catch {
    // A caller's own signal; there is no more to be done about it.
  }
  delete ring[number];
}
