// The fourteen calls: what they take, and what they resolve to.
import type {
  APIPromise,
  Client,
  Environment,
  EnvironmentDeleted,
  HeartbeatResponse,
  Page,
  PagePromise,
  RequestOptions,
  WorkItem,
  WorkQueueStats,
} from 'leasehold';
import { is } from '../assert.js';

declare const client: Client;
declare const options: RequestOptions;
const { environments } = client;
const { work } = environments;
const item = { environment_id: 'env_1', betas: ['managed-agents-2026-04-01', 'a-beta-of-tomorrow'] };
const scoped = { betas: [], workspace_id: 'wrkspc_1' };

is<APIPromise<Environment>>()(environments.create({ name: 'build' }));
is<APIPromise<Environment>>()(
  environments.create({ name: 'build', config: { type: 'self_hosted' }, scope: 'account', ...scoped }, options),
);
is<APIPromise<Environment>>()(
  environments.create({
    name: 'build',
    description: null,
    metadata: { team: 'ci' },
    config: {
      type: 'cloud',
      networking: { type: 'limited', allow_package_managers: true, allow_mcp_servers: null, allowed_hosts: ['example.com'] },
      packages: { type: 'packages', pip: ['pandas==2.2.0'], npm: null },
    },
  }),
);
is<APIPromise<Environment>>()(environments.retrieve('env_1'));
is<APIPromise<Environment>>()(environments.retrieve('env_1', null, options));
is<APIPromise<Environment>>()(environments.retrieve('env_1', scoped, options));
is<APIPromise<Environment>>()(environments.update('env_1', {}));
is<APIPromise<Environment>>()(
  environments.update('env_1', { name: 'x', description: null, metadata: { team: null, old: '' }, config: null, ...scoped }, options),
);
is<PagePromise<Environment>>()(environments.list());
is<PagePromise<Environment>>()(environments.list(undefined, options));
is<PagePromise<Environment>>()(environments.list({ include_archived: true, limit: 20, page: 'next', ...scoped }, options));
is<APIPromise<EnvironmentDeleted>>()(environments.delete('env_1'));
is<APIPromise<EnvironmentDeleted>>()(environments.delete('env_1', scoped, options));
is<APIPromise<Environment>>()(environments.archive('env_1'));
is<APIPromise<Environment>>()(environments.archive('env_1', scoped, options));

is<APIPromise<WorkItem>>()(work.retrieve('work_1', { environment_id: 'env_1' }));
is<APIPromise<WorkItem>>()(work.retrieve('work_1', { ...item, ...scoped }, options));
is<APIPromise<WorkItem>>()(work.update('work_1', { environment_id: 'env_1', metadata: { host: 'a1', old: null } }));
is<APIPromise<WorkItem>>()(work.update('work_1', { ...item, metadata: {}, ...scoped }, options));
is<PagePromise<WorkItem>>()(work.list('env_1'));
is<PagePromise<WorkItem>>()(work.list('env_1', { limit: 100, page: null, betas: [] }, options));
is<APIPromise<WorkItem>>()(work.ack('work_1', { environment_id: 'env_1' }));
is<APIPromise<WorkItem>>()(work.ack('work_1', item, options));
is<APIPromise<HeartbeatResponse>>()(work.heartbeat('work_1', { environment_id: 'env_1' }));
is<APIPromise<HeartbeatResponse>>()(
  work.heartbeat('work_1', { ...item, desired_ttl_seconds: 60, expected_last_heartbeat: 'NO_HEARTBEAT' }, options),
);
is<APIPromise<WorkItem | null>>()(work.poll('env_1'));
is<APIPromise<WorkItem | null>>()(
  work.poll('env_1', { block_ms: 999, reclaim_older_than_ms: 5000, betas: [], 'Anthropic-Worker-ID': 'a1' }, options),
);
is<APIPromise<WorkQueueStats>>()(work.stats('env_1'));
is<APIPromise<WorkQueueStats>>()(work.stats('env_1', scoped, options));
is<APIPromise<WorkItem>>()(work.stop('work_1', { environment_id: 'env_1' }));
is<APIPromise<WorkItem>>()(work.stop('work_1', { ...item, force: true, ...scoped }, options));

// `client.beta.environments`, the SDK's way to them, is the same object.
is<typeof environments>()(client.beta.environments);

// What is optional may be given as `undefined`, also under `exactOptionalPropertyTypes`.
work.poll('env_1', { block_ms: undefined, betas: undefined, 'Anthropic-Worker-ID': undefined });
environments.list({ limit: undefined, workspace_id: undefined }, { signal: undefined, timeout: undefined, headers: undefined });

// Lists that nobody may change are taken, and what was received can be sent back.
const frozen = { betas: ['managed-agents-2026-04-01'], hosts: ['example.com'] } as const;
environments.create({
  name: 'x',
  betas: frozen.betas,
  config: { type: 'cloud', networking: { type: 'limited', allowed_hosts: frozen.hosts } },
});
environments.retrieve('env_1').then(({ config, metadata, scope }) => environments.create({ name: 'copy', config, metadata, scope }));

// What a promise and a page give besides the data.
export async function besides(): Promise<void> {
  const { data, request_id, workspace_id } = await work.poll('env_1').withResponse();
  is<WorkItem | null>()(data);
  is<string | null | undefined>()(request_id);
  is<string | null | undefined>()(workspace_id);
  is<string | null | undefined>()((await work.stats('env_1'))._request_id);
  is<string | null | undefined>()((await work.poll('env_1'))?._request_id);
  is<string | null | undefined>()((await work.poll('env_1'))?._workspace_id);
  const response = await work.stats('env_1').asResponse();
  is<string | null>()(response.headers.get('request-id'));

  const page = await environments.list();
  is<Page<Environment>>()(page);
  is<Environment[]>()(page.data);
  is<Environment[]>()(page.getPaginatedItems());
  is<string | null>()(page.next_page);
  if (page.hasNextPage()) is<Page<Environment>>()(await page.getNextPage());
  for await (const each of page.iterPages()) is<Page<Environment>>()(each);
  for await (const each of page) is<Environment>()(each);
  for await (const each of work.list('env_1')) is<WorkItem>()(each);
  is<Page<Environment>>()((await environments.list().withResponse()).data);
}
