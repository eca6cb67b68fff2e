// A program written against the official SDK. It is compiled twice: with the SDK's import, and with ours in its place.
import {
  Anthropic,
  APIConnectionError,
  APIError,
  type APIPromise,
  APIUserAbortError,
  type BetaEnvironment,
  type BetaEnvironmentsPageCursor,
  type BetaSelfHostedWork,
  type ClientOptions,
  ConflictError,
  type EnvironmentCreateParams,
  NotFoundError,
  RateLimitError,
  type WorkPollParams,
} from '#import';

const options: ClientOptions = {
  authToken: process.env.ANTHROPIC_ENVIRONMENT_KEY ?? null,
  baseURL: process.env.ANTHROPIC_BASE_URL,
  maxRetries: 4,
  timeout: 20 * 1000,
  defaultHeaders: { 'x-team': 'ci' },
  logLevel: 'info',
  logger: console,
  fetch: async (url, init) => {
    console.log(init?.method, url instanceof Request ? url.url : url.toString());
    return fetch(url, init);
  },
};
const client = new Anthropic(options);
const impatient = client.withOptions({ timeout: 1000, maxRetries: 0 });

async function environmentNamed(name: string): Promise<BetaEnvironment> {
  for await (const environment of client.beta.environments.list({ limit: 50, include_archived: false })) {
    if (environment.name === name && !environment.archived_at) return environment;
  }
  const params: EnvironmentCreateParams = {
    name,
    config: { type: 'self_hosted' },
    metadata: { made_by: 'sample' },
    betas: ['managed-agents-2026-04-01'],
  };
  return client.beta.environments.create(params, { headers: { 'x-reason': 'missing' }, maxRetries: 1 });
}

function reach({ config }: BetaEnvironment): string {
  if (config.type === 'self_hosted') return 'whatever the machine reaches';
  return config.networking.type === 'limited' ? config.networking.allowed_hosts.join(', ') : 'everything';
}

async function allNames(): Promise<string[]> {
  const names: string[] = [];
  let page: BetaEnvironmentsPageCursor = await client.beta.environments.list();
  for (;;) {
    names.push(...page.getPaginatedItems().map((environment) => environment.name));
    if (!page.hasNextPage()) return names;
    page = await page.getNextPage();
  }
}

async function work(environmentID: string, signal: AbortSignal): Promise<void> {
  const queue = client.beta.environments.work;
  const poll: WorkPollParams = { block_ms: 999, reclaim_older_than_ms: null, 'Anthropic-Worker-ID': 'sample-1' };
  while (!signal.aborted) {
    const item = await queue.poll(environmentID, poll, { signal });
    if (!item) continue;
    if (item.data.type !== 'session') continue;
    await queue.ack(item.id, { environment_id: environmentID }, { signal });
    await hold(item, async () => void (await run(item.data.id)));
  }
}

async function hold(item: BetaSelfHostedWork, handler: () => Promise<void>): Promise<void> {
  const queue = impatient.beta.environments.work;
  const { id, environment_id } = item;
  let last = 'NO_HEARTBEAT';
  const timer = setInterval(async () => {
    const beat = await queue.heartbeat(id, { environment_id, expected_last_heartbeat: last, desired_ttl_seconds: 60 });
    last = beat.last_heartbeat;
    if (!beat.lease_extended || beat.state === 'stopping' || beat.ttl_seconds < 10) clearInterval(timer);
  }, 20_000);
  try {
    await handler();
    await queue.update(id, { environment_id, metadata: { outcome: 'done', attempt: null } });
  } finally {
    clearInterval(timer);
    await queue.stop(id, { environment_id, force: true }).catch((error: unknown) => {
      if (!(error instanceof ConflictError)) throw error;
    });
  }
}

declare function run(sessionID: string): Promise<void>;

async function report(environmentID: string): Promise<string> {
  try {
    const call: APIPromise<{ depth: number; pending: number }> = client.beta.environments.work.stats(environmentID);
    const { data: stats, response, request_id } = await call.withResponse();
    const raw = await client.beta.environments.retrieve(environmentID).asResponse();
    const updated = await client.beta.environments.update(environmentID, { description: null });
    return `${response.status} ${raw.headers.get('date')} ${request_id} ${updated._request_id}: ${stats.depth} waiting, ${stats.pending} pending`;
  } catch (err) {
    if (err instanceof NotFoundError) return `no such environment (${err.requestID})`;
    if (err instanceof Anthropic.PermissionDeniedError) return `not for this credential: ${err.status} ${err.apiMessage}`;
    if (err instanceof RateLimitError) return `again in ${err.headers.get('retry-after')} s`;
    if (err instanceof APIUserAbortError) return 'aborted';
    if (err instanceof APIConnectionError) return `no connection: ${err.cause}`;
    if (err instanceof APIError) return `${err.status} ${err.name} ${err.type} ${err.errorCode}: ${err.apiMessage ?? err.message}`;
    throw err;
  }
}

async function tidy(): Promise<void> {
  for await (const page of (await client.beta.environments.list({ include_archived: true })).iterPages()) {
    for (const { id, archived_at } of page.data) {
      if (archived_at) console.log((await client.beta.environments.delete(id)).type);
      else await client.beta.environments.archive(id, { workspace_id: 'wrkspc_1' });
    }
  }
}

const { id, ...rest } = await environmentNamed('sample');
console.log(reach({ id, ...rest }), await allNames(), await report(id));
await work(id, AbortSignal.timeout(60_000));
await tidy();
