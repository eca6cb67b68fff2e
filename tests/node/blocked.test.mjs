// A handler that blocks the event loop. In a process of its own, where it blocks nobody else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'leasehold';
import { Emulator } from 'leasehold/emulator';

/** An emulator with one item, and a worker whose handler blocks the loop. Gives what became of it. */
async function blocked({ ttlSeconds, forMs }) {
  const emulator = new Emulator({ defaultTtlSeconds: ttlSeconds });
  const account = new Client({ apiKey: emulator.apiKey, fetch: emulator.fetch });
  const { id } = await account.environments.create({ name: 'e', config: { type: 'self_hosted' } });
  const { id: workId } = emulator.enqueue(id);
  const warnings = [];
  const logger = { warn: (line) => warnings.push(line), error() {}, info() {}, debug() {} };
  const client = account.withOptions({ authToken: emulator.environmentKey(id), logger });
  const late = [];
  let reason;
  const onWork = async (_work, { signal }) => {
    // An item that was lost comes again.
    if (reason) return;
    for (const end = performance.now() + forMs; performance.now() < end; );
    // Until the beat that was late has been answered, or the lease is lost.
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
      worker.on('beat', resolve);
    });
    reason = signal.reason;
  };
  const worker = client.environments.work.worker({ environmentId: id, drain: true, blockMs: 20, onWork });
  worker.on('late', (event) => late.push(event));
  await worker.run();
  const beats = emulator.journal({ type: 'request', endpoint: 'work.heartbeat' }).length;
  const stops = emulator.journal({ type: 'request', endpoint: 'work.stop', workId }).length;
  return { workId, warnings, late, reason, beats, stops, stats: worker.stats(), heartbeats: client.heartbeats.stats() };
}

test('for three seconds: a warning names the item, and its lease is held on', async () => {
  const { workId, warnings, late, reason, stats, heartbeats } = await blocked({ ttlSeconds: 6, forMs: 3_400 });
  assert.equal(warnings.length, 1);
  assert.match(warnings[0], /heartbeats are \d{4} ms late: a handler blocks the event loop/);
  assert.ok(warnings[0].includes(workId), warnings[0]);
  assert.equal(late.length, 1);
  assert.deepEqual([late[0].type, late[0].workId], ['late', workId]);
  assert.ok(late[0].latenessMs > 1_000 && late[0].latenessMs < 4_000, `${late[0].latenessMs} ms`);
  assert.deepEqual([reason, stats.finished, stats.lost, heartbeats.late], [undefined, 1, 0, 1]);
  assert.equal(heartbeats.latenessMaxMs, late[0].latenessMs);
});

test('for longer than its lease: the handler is told, and nothing more is sent for what was lost', async () => {
  const { reason, beats, stops, stats } = await blocked({ ttlSeconds: 1, forMs: 1_100 });
  assert.deepEqual([reason.name, reason.reason], ['LeaseLostError', 'expired']);
  // Once for each time that the item was claimed.
  assert.deepEqual([stats.claimed, stats.lost, stats.finished, beats, stops], [2, 1, 1, 2, 1]);
});
