// The official SDK against the served emulator: a client that nobody here wrote, over a real socket.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import { Emulator } from 'leasehold/emulator';
import { serve } from 'srvx';

const common = { maxRetries: 0, logLevel: 'off' };
const servers = [];
after(() => Promise.all(servers.map((server) => server.close(true))));

/** Serves an emulator on a free loopback port, and gives its address. */
async function served(emulator) {
  const server = serve({ fetch: emulator.fetch, hostname: '127.0.0.1', port: 0, silent: true, gracefulShutdown: false });
  servers.push(server);
  await server.ready();
  return new URL(server.url).origin;
}

/** An emulator with one self-hosted environment, and the official client as its account and as its worker. */
async function scene(options) {
  const emulator = new Emulator(options);
  const baseURL = await served(emulator);
  const account = new Anthropic({ ...common, baseURL, apiKey: emulator.apiKey, authToken: null }).beta.environments;
  const environment = await account.create({ name: 'machines', config: { type: 'self_hosted' } });
  const environmentKey = emulator.environmentKey(environment.id);
  const client = new Anthropic({ ...common, baseURL, apiKey: null, authToken: environmentKey });
  return { emulator, account, id: environment.id, environmentKey, worker: client.beta.environments.work };
}

test('the fourteen calls', async () => {
  const { emulator, account, id, worker } = await scene();
  const at = { environment_id: id };

  const updated = await account.update(id, { description: 'my own', metadata: { team: 'data' } });
  assert.deepEqual(await account.retrieve(id), updated);
  assert.equal(updated.description, 'my own');
  assert.deepEqual(
    (await account.list({ include_archived: false })).data.map((item) => item.id),
    [id],
  );

  const queued = emulator.enqueue(id, { sessionId: 'session_1' });
  const polled = await worker.poll(id, { 'Anthropic-Worker-ID': 'one', block_ms: null, reclaim_older_than_ms: 100 });
  assert.equal(polled.id, queued.id);
  assert.deepEqual(polled.data, { type: 'session', id: 'session_1' });
  assert.match(JSON.parse(Buffer.from(polled.secret, 'base64url')).sessions_token, /^sk-ant-req-/);
  const { workers_polling, ...stats } = await account.work.stats(id);
  assert.deepEqual(stats, { type: 'work_queue_stats', depth: 0, pending: 1, oldest_queued_at: queued.created_at });
  assert.equal(workers_polling, 1);

  assert.equal((await worker.ack(queued.id, at)).state, 'starting');
  const first = await worker.heartbeat(queued.id, { ...at, expected_last_heartbeat: 'NO_HEARTBEAT' });
  assert.deepEqual([first.state, first.lease_extended, first.ttl_seconds], ['active', true, 30]);
  const second = await worker.heartbeat(queued.id, { ...at, expected_last_heartbeat: first.last_heartbeat, desired_ttl_seconds: 60 });
  assert.equal(second.ttl_seconds, 60);

  assert.deepEqual((await account.work.update(queued.id, { ...at, metadata: { step: '1' } })).metadata, { step: '1' });
  assert.equal((await account.work.retrieve(queued.id, at)).latest_heartbeat_at, second.last_heartbeat);
  assert.equal((await worker.list(id)).data[0].state, 'active');
  assert.equal((await account.work.stop(queued.id, at)).state, 'stopping');
  assert.equal((await worker.stop(queued.id, { ...at, force: true })).state, 'stopped');
  assert.equal(await worker.poll(id), null);

  assert.ok((await account.archive(id)).archived_at);
  assert.deepEqual(await account.delete(id), { id, type: 'environment_deleted' });
});

test('pages are read to the end, while items come', async () => {
  const { emulator, account, id, worker } = await scene();
  const work = Array.from({ length: 7 }, () => emulator.enqueue(id).id);
  const seen = [];
  for await (const item of worker.list(id, { limit: 3 })) {
    seen.push(item.id);
    emulator.enqueue(id);
  }
  assert.deepEqual(seen, work.reverse());

  const environments = [id];
  for (let i = 0; i < 4; i += 1) environments.unshift((await account.create({ name: `${i}` })).id);
  const listed = [];
  for await (const environment of account.list({ limit: 2 })) listed.push(environment.id);
  assert.deepEqual(listed, environments);
});

test('refusals are the errors that the client knows by class', async () => {
  const { emulator, account, id, worker } = await scene();
  const { Environments } = Anthropic.Beta;
  const work = emulator.enqueue(id).id;
  const at = { environment_id: id };
  const stranger = new Anthropic({ ...common, apiKey: 'sk-ant-wrong', authToken: null, fetch: emulator.fetch }).beta.environments;
  const tooMany = Object.fromEntries(Array.from({ length: 17 }, (_, number) => [number, 'x']));
  const table = [
    [() => worker.poll(id, { block_ms: 1000 }), 400, Anthropic.BadRequestError, null],
    [() => account.update(id, { metadata: tooMany }), 400, Environments.BetaInvalidMetadataError, 'invalid_metadata'],
    [() => account.work.update(work, { ...at, metadata: tooMany }), 400, Environments.BetaInvalidMetadataError, 'invalid_metadata'],
    [
      () => account.update(id, { config: { type: 'cloud' } }),
      400,
      Environments.BetaInvalidConfigTypeChangeError,
      'invalid_config_type_change',
    ],
    [() => stranger.list(), 401, Anthropic.AuthenticationError, null],
    [() => account.work.poll(id), 403, Anthropic.PermissionDeniedError, null],
    [() => account.retrieve('env_x'), 404, Environments.BetaEnvironmentNotFoundError, 'environment_not_found'],
    [() => account.work.retrieve('work_x', at), 404, Anthropic.NotFoundError, null],
    [() => worker.ack(work, at).then(() => worker.ack(work, at)), 409, Anthropic.ConflictError, null],
    [
      () => worker.heartbeat(work, { ...at, expected_last_heartbeat: 'other' }),
      412,
      Environments.BetaHeartbeatPreconditionFailedError,
      'heartbeat_precondition_failed',
    ],
    [
      () => account.archive(id).then(() => account.update(id, { name: 'x' })),
      400,
      Environments.BetaEnvironmentArchivedError,
      'environment_archived',
    ],
  ];
  for (const [call, status, Class, code] of table) {
    const error = await call().then(
      () => assert.fail(`${call} was accepted`),
      (reason) => reason,
    );
    assert.ok(error instanceof Class, `${call} gave ${error}`);
    assert.deepEqual([error.status, error.errorCode], [status, code]);
    assert.match(error.requestID, /^req_01/);
    assert.equal(error.error.request_id, error.requestID);
  }
});

test('its poller drains the queue and stops what it handled', async () => {
  const { emulator, account, id, worker, environmentKey } = await scene();
  const work = Array.from({ length: 3 }, () => emulator.enqueue(id).id);
  const handled = [];
  for await (const item of worker.poller({ environmentId: id, environmentKey, drain: true, blockMs: null })) {
    assert.equal((await account.work.retrieve(item.id, { environment_id: id })).state, 'starting');
    handled.push(item.id);
  }
  assert.deepEqual(handled, work);
  for (const item of work) assert.equal((await account.work.retrieve(item, { environment_id: id })).state, 'stopping');
});

test('its poller reclaims what another worker left', async () => {
  const { emulator, id, worker, environmentKey } = await scene();
  const left = emulator.enqueue(id).id;
  await worker.poll(id);
  const options = { environmentId: id, environmentKey, drain: true, blockMs: null };
  for await (const item of worker.poller({ ...options, reclaimOlderThanMs: 60_000 })) assert.fail(`${item.id} was reclaimed too early`);
  await sleep(30);
  const reclaimed = [];
  for await (const item of worker.poller({ ...options, reclaimOlderThanMs: 10 })) reclaimed.push(item.id);
  assert.deepEqual(reclaimed, [left]);
});

test('its poller waits for work and ends with its signal', { timeout: 30_000 }, async () => {
  const { emulator, id, worker, environmentKey } = await scene();
  const ending = new AbortController();
  const work = sleep(50).then(() => emulator.enqueue(id).id);
  const handled = [];
  for await (const item of worker.poller({ environmentId: id, environmentKey, signal: ending.signal })) {
    handled.push(item.id);
    ending.abort();
  }
  assert.deepEqual(handled, [await work]);
});

test('a sessions token opens the calls of its item', async () => {
  const { emulator, id, worker } = await scene();
  emulator.enqueue(id);
  const { id: work, secret } = await worker.poll(id);
  const { sessions_token: authToken } = JSON.parse(Buffer.from(secret, 'base64url'));
  const session = new Anthropic({ ...common, apiKey: null, authToken, fetch: emulator.fetch }).beta.environments.work;
  const at = { environment_id: id };
  await session.ack(work, at);
  await session.heartbeat(work, { ...at, expected_last_heartbeat: 'NO_HEARTBEAT' });
  assert.equal((await session.stop(work, { ...at, force: true })).state, 'stopped');
  await assert.rejects(session.ack(emulator.enqueue(id).id, at), Anthropic.PermissionDeniedError);
});

test('servers that answer nothing are understood', async () => {
  const { emulator, id, worker } = await scene({ stopAnswer: 'empty', emptyPoll: 'empty' });
  assert.equal(await worker.poll(id), null);
  const work = emulator.enqueue(id).id;
  assert.equal(await worker.stop(work, { environment_id: id }), null);
});
