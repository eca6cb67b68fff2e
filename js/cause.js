// What was thrown, for people.

/** What an error says, and what is behind it: Node's fetch says only "fetch failed" itself. Undefined where nothing was thrown. */
export function told(thrown) {
  if (thrown === undefined) return;
  try {
    const { message, cause } = thrown;
    if (typeof message === 'string') return typeof cause?.message === 'string' ? `${message} (${cause.message})` : message;
  } catch {
    // A getter that throws.
  }
  return 'something was thrown that is no Error';
}
