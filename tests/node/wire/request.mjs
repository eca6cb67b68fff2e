// A client's request, taken apart for comparison.

const ANSWER = '{"id":"x","data":[],"next_page":null}';

/** Every header that has to be the same. */
const COMPARED = ['accept', 'content-type', 'anthropic-beta', 'anthropic-workspace-id', 'anthropic-worker-id', 'x-own'];

/**
 * Makes one call and gives what it asked its `fetch` for.
 *
 * @param {(fetch: typeof globalThis.fetch) => any} make makes the client
 * @param {string} name as in `CALLS`
 */
export async function requestOf(make, name, args) {
  const sent = [];
  const fetch = async (url, init) => {
    sent.push({ url: new URL(url), headers: new Headers(init.headers), method: init.method, body: init.body });
    return new Response(ANSWER, { headers: { 'content-type': 'application/json' } });
  };
  const { environments } = make(fetch).beta;
  const call = name.split('.').pop();
  try {
    await (name === call ? environments : environments.work)[call](...args);
  } catch (error) {
    return { error, sent };
  }
  return { sent };
}

/** What has to be the same of a request. */
export function compared({ url, headers, method, body }) {
  return {
    method,
    path: url.pathname,
    query: Object.fromEntries([...url.searchParams].sort()),
    body: body === undefined || body === null ? 'none' : JSON.parse(body),
    headers: Object.fromEntries(COMPARED.map((name) => [name, headers.get(name)])),
  };
}

/**
 * What ours is to send where the SDK sends this. WIRE.md decides where they differ: a beta goes out once; a query parameter that is
 * `null` is left out, where the SDK sends it empty.
 */
export function corrected({ query, headers, ...rest }) {
  const betas = new Set(headers['anthropic-beta'].split(','));
  return {
    ...rest,
    query: Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '')),
    headers: { ...headers, 'anthropic-beta': [...betas].join(',') },
  };
}
