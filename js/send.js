// Hands a request to fetch: as a URL and an init, which costs less than a `Request`.

/** Runtimes without cookies and referrers refuse requests that name them. */
const AMBIENT = { credentials: 'omit', referrerPolicy: 'no-referrer' };

/** Sends a request with `fetch`, which follows no redirect. */
export const send = (fetch, url, method, headers, body, signal, hasAmbient) =>
  fetch(url, { method, headers, body, signal, redirect: 'manual', ...(hasAmbient && AMBIENT) });
