// Reads JSON that may be none.

/** What a text of JSON stands for; undefined where it is none, such as an HTML page of some proxy. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON.
  }
}
