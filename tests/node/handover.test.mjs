// A lease that is handed from thread to thread by its snapshot: each has a client, a wasm and clocks of its own.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Client } from 'leasehold';
import { startServer } from '../server/server.mjs';
import { Emulated } from '../suite/support/server.js';

/** Runs a thread to its end; what it told. */
async function held(workerData) {
  const thread = new Worker(new URL('./handover/holder.mjs', import.meta.url), { workerData });
  const [[told], [code]] = await Promise.all([once(thread, 'message'), once(thread, 'exit')]);
  assert.equal(code, 0, 'the thread ends by itself');
  return told;
}

test('a lease goes through three threads, its heartbeats in one chain', { timeout: 60_000 }, async () => {
  const server = await startServer();
  try {
    const emulated = await Emulated.of(server.url, (options) => new Client(options), {});
    const { id, item } = await emulated.claimed();
    const response = await fetch(`${emulated.baseURL}/keys/${id}`);
    const options = { baseURL: emulated.baseURL, authToken: await response.json() };

    const one = await held({ options, item, beats: 2 });
    assert.deepEqual([one.first, one.last], ['starting', 'held']);
    const two = await held({ options, item, beats: 3, snapshot: one.snapshot });
    assert.deepEqual([two.first, two.last], ['held', 'held']);
    assert.ok(two.snapshot.lastHeartbeat > one.snapshot.lastHeartbeat);
    assert.ok(two.snapshot.heldFrom >= one.snapshot.heldFrom);
    const three = await held({ options, item, beats: 1, snapshot: two.snapshot, stops: true });
    assert.equal(three.first, 'held');

    const beats = await emulated.statuses('work.heartbeat');
    assert.ok(beats.length >= 7 && beats.every((status) => status === 200), String(beats));
    const changes = (await emulated.journal({ type: 'change', workId: item.id })).map(({ change }) => change);
    assert.deepEqual([...new Set(changes)], ['work.queued', 'work.polled', 'work.acknowledged', 'work.extended', 'work.stopped']);
    assert.equal(await emulated.stateOf(item), 'stopped');
  } finally {
    await server.close();
  }
});
