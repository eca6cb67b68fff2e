// Takes parameters apart. What belongs into the body is never decoded on its way.

/** The parameters without those that go into the path or the headers. */
export function bodyOf(params) {
  const { environment_id, betas, workspace_id, ...body } = params ?? {};
  return body;
}

/** Headers in any of their forms as a list of pairs; undefined where it is none of them. */
export function pairsOf(headers) {
  if (!(headers instanceof Object)) return;
  try {
    return headers[Symbol.iterator] ? [...headers] : Object.entries(headers);
  } catch {
    // An iterator that throws, or no iterator at all.
  }
}

/** A client's options with some of them changed. A credential replaces the one there was, whatever its kind. */
export function changed(options, changes) {
  const { apiKey, authToken, ...others } = options;
  const credential = changes?.apiKey || changes?.authToken;
  return { ...(credential ? others : options), ...changes };
}

/** A URL as its text, its origin, and whether it was relative and has the page's origin; undefined where it is none. */
export function resolve(text) {
  for (const page of [undefined, globalThis.location]) {
    try {
      const { href, origin } = new URL(text, page?.href);
      return [href, origin, origin === page?.origin];
    } catch {
      // No URL of its own, or there is no page.
    }
  }
}
