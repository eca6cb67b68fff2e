// What was thrown, for people.

/** A text in which URLs have no path: it may be what opens a proxy, and Deno's fetch says where it failed. */
const withoutPaths = (text) => text.replace(/(https?:\/\/[^/\s)]+)[^\s)]*/g, '$1');

/** What an error says, and what is behind it: Node's fetch says only "fetch failed" itself. Undefined where nothing was thrown. */
export function told(thrown) {
  if (thrown === undefined) return;
  try {
    const { message, cause } = thrown;
    if (typeof message === 'string') return withoutPaths(typeof cause?.message === 'string' ? `${message} (${cause.message})` : message);
  } catch {
    // A getter that throws.
  }
  return 'something was thrown that is no Error';
}
