// What must not compile, and what the compiler says about it: the text after each directive has to be in its message.
import {
  Client,
  type ClientOptions,
  Environments,
  EnvironmentWorker,
  type HeadersLike,
  Lease,
  Page,
  type WorkItem,
  WorkPoller,
} from 'leasehold';

declare const client: Client;
const { environments } = client;
const { work } = environments;

// Ids
// @ts-expect-error Argument of type 'number' is not assignable to parameter of type 'string'
environments.retrieve(1);
// @ts-expect-error Argument of type 'undefined' is not assignable to parameter of type 'string'
environments.archive(undefined);
// @ts-expect-error Argument of type 'null' is not assignable to parameter of type 'string'
environments.delete(null);
// @ts-expect-error Expected 1-3 arguments, but got 0
work.poll();
// @ts-expect-error Argument of type 'number' is not assignable to parameter of type 'string'
work.ack(7, { environment_id: 'env_1' });
// @ts-expect-error Type 'number' is not assignable to type 'string'
work.ack('work_1', { environment_id: 1 });

// What is missing
// @ts-expect-error Expected 1-2 arguments, but got 0
environments.create();
// @ts-expect-error Property 'name' is missing
environments.create({});
// @ts-expect-error Expected 2-3 arguments, but got 1
environments.update('env_1');
// @ts-expect-error Expected 2-3 arguments, but got 1
work.retrieve('work_1');
// @ts-expect-error Property 'environment_id' is missing
work.retrieve('work_1', {});
// @ts-expect-error Property 'environment_id' is missing
work.ack('work_1', {});
// @ts-expect-error Property 'environment_id' is missing
work.heartbeat('work_1', { desired_ttl_seconds: 30 });
// @ts-expect-error Property 'environment_id' is missing
work.stop('work_1', { force: true });
// @ts-expect-error Property 'metadata' is missing
work.update('work_1', { environment_id: 'env_1' });

// Parameters that no call has, or not this one
// @ts-expect-error 'include_archieved' does not exist in type 'EnvironmentListParams'
environments.list({ include_archieved: true });
// @ts-expect-error 'name' does not exist in type 'EnvironmentRetrieveParams'
environments.retrieve('env_1', { name: 'x' });
// @ts-expect-error 'blockMs' does not exist in type 'WorkPollParams'
work.poll('env_1', { blockMs: 999 });
// @ts-expect-error 'workspace_id' does not exist in type 'WorkPollParams'
work.poll('env_1', { workspace_id: 'wrkspc_1' });
// @ts-expect-error 'force' does not exist in type 'WorkAckParams'
work.ack('work_1', { environment_id: 'env_1', force: true });
// @ts-expect-error 'limit' does not exist in type 'WorkStatsParams'
work.stats('env_1', { limit: 1 });

// Parameters of the wrong type
// @ts-expect-error Type 'string' is not assignable to type 'number'
work.poll('env_1', { block_ms: '999' });
// @ts-expect-error Type 'string' is not assignable to type 'number'
work.poll('env_1', { reclaim_older_than_ms: '5000' });
// @ts-expect-error Type 'number' is not assignable to type 'string'
work.poll('env_1', { 'Anthropic-Worker-ID': 1 });
// @ts-expect-error Type 'string' is not assignable to type 'number'
work.heartbeat('work_1', { environment_id: 'env_1', desired_ttl_seconds: '30' });
// @ts-expect-error Type 'Date' is not assignable to type
work.heartbeat('work_1', { environment_id: 'env_1', expected_last_heartbeat: new Date() });
// @ts-expect-error Type 'string' is not assignable to type 'boolean | undefined'
work.stop('work_1', { environment_id: 'env_1', force: 'yes' });
// @ts-expect-error Type 'number' is not assignable to type 'string'
work.update('work_1', { environment_id: 'env_1', metadata: { tries: 3 } });
// @ts-expect-error Type 'string' is not assignable to type 'number'
work.list('env_1', { limit: '10' });
// @ts-expect-error Type 'null' is not assignable to type 'string'
environments.create({ name: 'x', metadata: { team: null } });
// @ts-expect-error Type 'null' is not assignable to type 'string'
environments.create({ name: null });
// @ts-expect-error Type '"everyone"' is not assignable to type
environments.create({ name: 'x', scope: 'everyone' });
// @ts-expect-error Type 'string' is not assignable to type 'readonly Beta[]'
environments.list({ betas: 'managed-agents-2026-04-01' });

// Configurations
// @ts-expect-error Type '"selfhosted"' is not assignable to type
environments.create({ name: 'x', config: { type: 'selfhosted' } });
// @ts-expect-error Property 'type' is missing
environments.create({ name: 'x', config: { packages: {} } });
// @ts-expect-error 'networking' does not exist in type 'SelfHostedConfig'
environments.create({ name: 'x', config: { type: 'self_hosted', networking: { type: 'unrestricted' } } });
// @ts-expect-error 'allowed_hosts' does not exist in type 'UnrestrictedNetwork'
environments.update('env_1', { config: { type: 'cloud', networking: { type: 'unrestricted', allowed_hosts: [] } } });
// @ts-expect-error Type '"none"' is not assignable to type
environments.update('env_1', { config: { type: 'cloud', networking: { type: 'none' } } });
// @ts-expect-error 'brew' does not exist in type 'PackagesParams'
environments.update('env_1', { config: { type: 'cloud', packages: { brew: ['jq'] } } });
// @ts-expect-error Type 'string' is not assignable to type 'readonly string[]'
environments.update('env_1', { config: { type: 'cloud', packages: { pip: 'pandas' } } });

// Request options
// @ts-expect-error 'retries' does not exist in type 'RequestOptions'
environments.list(null, { retries: 3 });
// @ts-expect-error Type 'string' is not assignable to type 'number'
environments.list(null, { timeout: '5s' });
// @ts-expect-error Type 'number' is not assignable to type
environments.list(null, { headers: { 'x-count': 1 } });
// @ts-expect-error is not assignable to type
environments.list(null, { signal: true });

// Client options
// @ts-expect-error 'apikey' does not exist in type 'ClientOptions'
new Client({ apikey: 'sk-ant-api-1' });
// @ts-expect-error Type 'number' is not assignable to type
new Client({ apiKey: 1 });
// @ts-expect-error Type 'string' is not assignable to type 'Promise<string>'
new Client({ authToken: () => 'not a promise' });
// @ts-expect-error Type '"verbose"' is not assignable to type 'LogLevel | undefined'
new Client({ logLevel: 'verbose' });
// @ts-expect-error is missing the following properties from type 'Logger'
new Client({ logger: { error() {} } });
// @ts-expect-error Type 'string' is not assignable to type
new Client({ fetch: 'fetch' });
// @ts-expect-error 'colour' does not exist in type 'Partial<ClientOptions>'
client.withOptions({ colour: 'red' });
// @ts-expect-error Type 'number' is not assignable to type 'string'
export const options: ClientOptions = { workspaceId: 1 };
// @ts-expect-error Type '"x-team: ci"' is not assignable to type 'HeadersLike'
export const headers: HeadersLike = 'x-team: ci';

// @ts-expect-error Type '"alarm"' is not assignable to type
new Client({ timers: 'alarm' });
// @ts-expect-error Type 'string' is not assignable to type 'number'
new Client({ maxBeatsInFlight: '8' });

// Leases, pollers and workers
// @ts-expect-error Expected 1-2 arguments, but got 0
work.lease();
// @ts-expect-error Argument of type 'string' is not assignable to parameter of type 'ClaimedWork'
work.lease('work_1');
// @ts-expect-error Property 'environment_id' is missing
work.lease({ id: 'work_1' });
// @ts-expect-error 'desiredTTLSeconds' does not exist in type 'LeaseOptions'
work.lease({ id: 'work_1', environment_id: 'env_1' }, { desiredTTLSeconds: 60 });
// @ts-expect-error Type 'string' is not assignable to type 'number'
work.lease({ id: 'work_1', environment_id: 'env_1' }, { desiredTtlSeconds: '60' });
// @ts-expect-error Property 'heldFrom' is missing
work.lease({ id: 'work_1', environment_id: 'env_1' }, { snapshot: { lastHeartbeat: null, ttlSeconds: 30 } });
// @ts-expect-error Property 'environmentId' is missing
work.poller({});
// @ts-expect-error 'block_ms' does not exist in type 'WorkPollerOptions'
work.poller({ environmentId: 'env_1', block_ms: 5 });
// @ts-expect-error Type 'string' is not assignable to type 'number'
work.poller({ environmentId: 'env_1', blockMs: '5' });
// @ts-expect-error Property 'onWork' is missing
work.worker({ environmentId: 'env_1' });
// @ts-expect-error 'autoStop' does not exist in type 'EnvironmentWorkerOptions'
work.worker({ onWork() {}, autoStop: false });
// @ts-expect-error 'snapshot' does not exist in type 'EnvironmentWorkerOptions'
work.worker({ onWork() {}, snapshot: undefined });
// @ts-expect-error Type 'string' is not assignable to type 'OnWork'
work.worker({ onWork: 'handle' });
// @ts-expect-error Argument of type '"finish"' is not assignable to parameter of type 'keyof WorkerEvents'
work.worker({ onWork() {} }).on('finish', () => {});
// @ts-expect-error Property 'error' does not exist on type
work.worker({ onWork() {} }).on('finished', ({ error }) => error);
// @ts-expect-error Argument of type '"work_1"' is not assignable to parameter of type
work.worker({ onWork() {} }).handleItem('work_1');
// @ts-expect-error Type 'string' is not assignable to type 'boolean | undefined'
work.lease({ id: 'work_1', environment_id: 'env_1' }).stop({ force: 'yes' });

// Only a client makes these
// @ts-expect-error Constructor of class 'Lease' is protected
new Lease();
// @ts-expect-error Constructor of class 'WorkPoller' is protected
new WorkPoller();
// @ts-expect-error Constructor of class 'EnvironmentWorker' is protected
new EnvironmentWorker();
// @ts-expect-error Constructor of class 'Environments' is private
new Environments();
// @ts-expect-error Constructor of class 'Page<Item>' is protected
new Page();
// @ts-expect-error Cannot assign to 'environments' because it is a read-only property
client.environments = environments;

// What answers do not have
export async function answers(item: WorkItem): Promise<void> {
  // @ts-expect-error is possibly 'null'
  (await work.poll('env_1')).id;
  // @ts-expect-error This comparison appears to be unintentional
  item.state === 'done';
  // @ts-expect-error Property 'environmentId' does not exist on type 'WorkItem'
  item.environmentId;
  // @ts-expect-error is possibly 'null'
  item.secret.length;
  // @ts-expect-error Property 'then' does not exist on type 'Page<Environment>'
  (await environments.list()).then;
}
