// Beats whose answers are lost, and leases that are stolen: the official SDK's worker and ours beside each other.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import { Client } from 'leasehold';
import { Emulator } from 'leasehold/emulator';

const DEADLINE_MS = 15_000;

/** An emulator with short leases and one item that was claimed. The second heartbeat has the fault. */
async function scene(fault) {
  const emulator = new Emulator({ defaultTtlSeconds: 2, faults: { rules: [{ endpoint: 'work.heartbeat', call: 2, fault }] } });
  const account = new Client({ apiKey: emulator.apiKey, fetch: emulator.fetch });
  const { id } = await account.environments.create({ name: 'e', config: { type: 'self_hosted' } });
  const environmentKey = emulator.environmentKey(id);
  emulator.enqueue(id);
  const { work } = account.withOptions({ authToken: environmentKey }).environments;
  const item = await work.poll(id);
  await work.ack(item.id, { environment_id: id });
  return { emulator, id, item, environmentKey };
}

/** The fates of the heartbeats, and how often the item was stopped. */
function seen(emulator) {
  const requests = (endpoint) => emulator.journal({ type: 'request', endpoint });
  const beats = requests('work.heartbeat').map(({ fate, status }) => (fate === 'answered' ? status : fate));
  return { beats, stops: requests('work.stop').length };
}

async function until(check, what) {
  for (const end = performance.now() + DEADLINE_MS; performance.now() < end; await sleep(5)) if (check()) return;
  assert.fail(`it did not come to be: ${what}`);
}

/**
 * The official SDK's worker on one item. Its heartbeat loop runs while it serves the item's session, and stops when that is over: here the
 * session is asked for, and the answer, that it is terminated, comes when `over` does.
 */
function theirs({ emulator, id, item, environmentKey }, over) {
  const session = () => Response.json({ id: item.data.id, type: 'session', status: 'terminated', resources: [] });
  const fetch = (url, init) => (String(url).includes('/v1/sessions/') ? over.then(session) : emulator.fetch(url, init));
  const client = new Anthropic({ apiKey: null, authToken: environmentKey, fetch, logLevel: 'off' });
  const worker = client.beta.environments.work.worker({ environmentId: id, environmentKey });
  return worker.handleItem({ workId: item.id, environmentId: id, sessionId: item.data.id, workSecret: item.secret });
}

/** Ours on one item; the handler is done when `over` is, or when it is told to end. */
async function ours({ emulator, id, item, environmentKey }, over) {
  const client = new Client({ authToken: environmentKey, fetch: emulator.fetch });
  const onWork = async (_work, { signal }) => {
    await Promise.race([over, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
    return signal.aborted;
  };
  const worker = client.environments.work.worker({ environmentId: id, onWork });
  await worker.handleItem(item);
  return client.heartbeats.stats();
}

/** Runs a worker until `enough` of its emulator; how it ended, and what its emulator saw. */
async function carried(worker, fault, enough) {
  const it = await scene(fault);
  let done;
  const over = new Promise((resolve) => {
    done = resolve;
  });
  const result = worker(it, over).then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  await until(() => enough(seen(it.emulator).beats), 'the beats');
  done();
  return { ...(await result), ...seen(it.emulator), emulator: it.emulator, workId: it.item.id };
}

describe('a heartbeat that took effect but whose answer was lost', () => {
  it('costs the official SDK’s worker its lease, and ours not', async () => {
    const [sdk, own] = await Promise.all([
      carried(theirs, 'loseAnswer', (beats) => beats.includes(412)),
      carried(ours, 'loseAnswer', (beats) => beats.length >= 5),
    ]);
    assert.deepEqual(sdk.beats, [200, 'noAnswer', 412]);
    assert.equal(sdk.stops, 0, 'it takes the item for somebody else’s, which it is not');
    assert.deepEqual(own.beats.slice(0, 5), [200, 'noAnswer', 412, 200, 200]);
    assert.deepEqual([own.stops, own.value.adopted, own.value.lost], [1, 1, 0]);
  });
});

describe('a lease that was really stolen', { concurrency: true }, () => {
  for (const [name, worker] of Object.entries({ 'the official SDK’s worker': theirs, ours })) {
    it(`is let go by ${name} within one beat`, async () => {
      const { beats, stops, emulator, workId, error } = await carried(worker, 'stealLease', (all) => all.includes(412));
      assert.deepEqual([beats, stops], [[200, 412], 0]);
      assert.equal(emulator.journal({ type: 'change', workId }).at(-1).change, 'work.stolen', 'it is the thief’s');
      if (worker === ours) assert.deepEqual([error.name, error.reason], ['LeaseLostError', 'taken']);
    });
  }
});
