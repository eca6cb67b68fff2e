// The fourteen calls of the Environments API, as a table.

/**
 * What may be called at a path: the methods, each with whether it takes a body. `key` says whose credential the calls on it take,
 * the account's or, where there is one, the environment's.
 *
 * @typedef {object} Path
 * @property {string} path names in braces stand for ids
 * @property {Record<string, {hasBody: boolean}>} methods
 * @property {'account' | 'worker'} caller
 */

const [bare, withBody] = [{ hasBody: false }, { hasBody: true }];

/**
 * Words come before ids: `poll` is no work item.
 *
 * @type {Path[]}
 */
export const paths = [
  { path: '/v1/environments', methods: { GET: bare, POST: withBody }, caller: 'account' },
  { path: '/v1/environments/{id}', methods: { GET: bare, POST: withBody, DELETE: bare }, caller: 'account' },
  { path: '/v1/environments/{id}/archive', methods: { POST: bare }, caller: 'account' },
  { path: '/v1/environments/{id}/work', methods: { GET: bare }, caller: 'worker' },
  { path: '/v1/environments/{id}/work/poll', methods: { GET: bare }, caller: 'worker' },
  { path: '/v1/environments/{id}/work/stats', methods: { GET: bare }, caller: 'account' },
  { path: '/v1/environments/{id}/work/{id}', methods: { GET: bare, POST: withBody }, caller: 'account' },
  { path: '/v1/environments/{id}/work/{id}/ack', methods: { POST: bare }, caller: 'worker' },
  { path: '/v1/environments/{id}/work/{id}/heartbeat', methods: { POST: bare }, caller: 'worker' },
  { path: '/v1/environments/{id}/work/{id}/stop', methods: { POST: withBody }, caller: 'account' },
];

/** Ids are letters, digits, `_` and `-`. Nothing that a server behind us could take for another path gets through. */
const patterns = paths.map((entry) => ({ ...entry, pattern: new RegExp(`^${entry.path.replaceAll('{id}', '([\\w-]{1,200})')}$`) }));

/**
 * What may be called at `pathname`, and the environment that it names; `undefined`: nothing.
 *
 * @param {string} pathname
 */
export function find(pathname) {
  for (const { pattern, ...entry } of patterns) {
    const match = pattern.exec(pathname);
    if (match) return { ...entry, environmentId: match[1] };
  }
  return undefined;
}
