// How the fourteen calls are made when their requests are compared.

const E = { environment_id: 'env_1' };
const BETAS = { betas: ['x-1', 'files-api-2025-04-14'] };
const COMMON = { ...BETAS, workspace_id: 'wrkspc_1' };
const OWN_HEADERS = { headers: { 'x-own': 'yes', 'anthropic-beta': 'own-beta' } };
const PROTO = JSON.parse('{"__proto__":"data","constructor":"c"}');
const CLOUD = {
  type: 'cloud',
  networking: { type: 'limited', allowed_hosts: ['a.example'], allow_mcp_servers: null },
  packages: { pip: ['pandas==2.2.0'], npm: null },
};

const ODD_IDS = ['w/1', 'a:b@c é', 'a?b#c&d=e', '%2F', '../x', "a!$&'()*+,;=b", '...', '😀', 'a b\\c', '__proto__'];

/** The arguments of each call, as often as it is made. */
export const CALLS = {
  create: [
    [{ name: 'n' }],
    [{ name: 'é😀"\\', description: null, metadata: { a: 'b', '': '' }, scope: 'account', ...COMMON }],
    [{ name: 'n', config: null, metadata: undefined }],
    [{ name: 'n', config: CLOUD }],
    [{ name: 'n', metadata: PROTO, a_new_field: [1, { b: null }] }],
  ],
  retrieve: [
    ['env_1'],
    ['env_1', null],
    ['env_1', {}],
    ['env_1', COMMON],
    ['env_1', COMMON, OWN_HEADERS],
    ['env_1', { betas: ['x', 'managed-agents-2026-04-01', 'x'] }],
    ...ODD_IDS.map((id) => [id]),
  ],
  update: [
    ['env_1', {}],
    ['env_1', { description: null, metadata: { a: null, b: '' }, name: undefined }],
    ['env_1', { name: 'n', metadata: PROTO, ...COMMON }],
  ],
  list: [
    [],
    [null],
    [{}],
    [{ limit: 5, page: 'a=b&c d+é/', include_archived: true, ...COMMON }],
    [{ include_archived: false }, OWN_HEADERS],
    [{ limit: undefined, page: null }],
  ],
  delete: [['env_1'], ['env_1', null], ['env_1', COMMON, OWN_HEADERS]],
  archive: [['env_1'], ['env_1', {}], ['env_1', COMMON, OWN_HEADERS]],
  'work.retrieve': [['work_1', E], ['work_1', { ...E, ...COMMON }, OWN_HEADERS], ...ODD_IDS.map((id) => [id, { environment_id: id }])],
  'work.update': [
    ['work_1', { ...E, metadata: { a: 'b', c: null } }],
    ['work_1', { ...E, metadata: {}, ...COMMON }],
    ['work_1', { ...E, metadata: PROTO }, OWN_HEADERS],
  ],
  'work.list': [['env_1'], ['env_1', null], ['env_1', { limit: 5, page: 'a=b', ...BETAS }, OWN_HEADERS], ['a/b', {}]],
  'work.ack': [
    ['work_1', E],
    ['work_1', { ...E, ...BETAS }],
    ['w/1', { environment_id: 'e/1' }, OWN_HEADERS],
  ],
  'work.heartbeat': [
    ['work_1', E],
    ['work_1', { ...E, desired_ttl_seconds: 60, expected_last_heartbeat: 'NO_HEARTBEAT', ...BETAS }],
    ['work_1', { ...E, expected_last_heartbeat: '2026-01-01T00:00:00.123456+00:00' }],
    ['work_1', { ...E, desired_ttl_seconds: null, expected_last_heartbeat: undefined }, OWN_HEADERS],
  ],
  'work.poll': [
    ['env_1'],
    ['env_1', null],
    ['env_1', {}],
    ['env_1', { block_ms: 999, reclaim_older_than_ms: 5000, 'Anthropic-Worker-ID': 'host/1', ...BETAS }],
    ['env_1', { block_ms: null, reclaim_older_than_ms: null }],
    ['env_1', { reclaim_older_than_ms: 0 }, OWN_HEADERS],
  ],
  'work.stats': [['env_1'], ['env_1', null], ['env_1', COMMON, OWN_HEADERS]],
  'work.stop': [
    ['work_1', E],
    ['work_1', { ...E, force: true, ...COMMON }],
    ['work_1', { ...E, force: false }, OWN_HEADERS],
    ['work_1', { ...E, force: null }],
  ],
};

/** What is no id for either client. */
export const REFUSED_IDS = ['', '.', '..', null, undefined];

/** What only ours refuses: the SDK sends it, encoded once more. */
export const SPELLED_DOTS = ['%2e', '%2E%2e', '.%2E'];

/** Dot segments to servers that take what follows a semicolon for a path parameter. */
export const DISGUISED_DOTS = [';x', '..;x', '.;'];
