// A Durable Object under workerd holds a lease by alarms.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { assertUnbroken, openHolder, serveItem, until } from './support.mjs';

/** Beats of a lease like that are about a second apart. */
const TTL_SECONDS = 3;

let folders;
let open;

beforeEach(() => {
  folders = [];
  open = [];
});

afterEach(async () => {
  for (const thing of open.reverse()) await thing.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function kept(thing) {
  const made = await thing;
  open.push(made);
  return made;
}

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'leasehold-edge-'));
  folders.push(path);
  return path;
}

const beyond = (holder, count) => until(async () => (await holder.call('look')).beats > count, `a beat after ${count}`);

test('by alarms, across evictions and a restart', { timeout: 120_000 }, async () => {
  const { emulator, beats, place, item } = await kept(serveItem({ defaultTtlSeconds: TTL_SECONDS }));
  const storage = folder();
  const first = await kept(openHolder(storage));
  await first.call('hold', place, item);
  for (let round = 0; round < 3; round += 1) {
    await beyond(first, beats.length);
    await first.evict();
  }
  await beyond(first, beats.length);
  await first.close();

  const second = await kept(openHolder(storage));
  // Nobody calls it: the alarm is what wakes it up.
  const before = beats.length;
  await until(() => beats.length > before + 1, 'two beats after the restart');
  const { isolates } = await second.call('look');
  assert.ok(isolates >= 5, `${isolates} isolates held it`);
  await second.call('stop');

  assert.equal((await second.call('look')).reason, 'stopped');
  assertUnbroken(beats);
  const [start, ...later] = emulator.journal({ type: 'change', workId: item.id }).map(({ change }) => change);
  assert.equal(start, 'work.queued');
  assert.ok(!later.includes('work.queued'), 'it never went back to the queue');
});

test('an answer that was lost right before an eviction is taken over', { timeout: 60_000 }, async () => {
  const { emulator, beats, place, item } = await kept(serveItem({ defaultTtlSeconds: TTL_SECONDS }));
  const holder = await kept(openHolder(folder()));
  await holder.call('hold', place, item);
  emulator.setFaults({ rules: [{ endpoint: 'work.heartbeat', call: 1, fault: 'loseAnswer' }] });
  await until(async () => beats.length === 2 && (await holder.call('look')).beats === 2, 'the beat whose answer is lost');
  await holder.evict();

  await beyond(holder, 4);
  assert.deepEqual(
    beats.slice(0, 4).map(({ status }) => status),
    [200, 'lost', 412, 200],
  );
  assert.equal((await holder.call('look')).reason, undefined);
});

test('a lease that ran out while nobody was there is not beaten again', { timeout: 60_000 }, async () => {
  const { emulator, beats, place, item } = await kept(serveItem({ defaultTtlSeconds: TTL_SECONDS }));
  const storage = folder();
  const first = await kept(openHolder(storage));
  await first.call('hold', place, item);
  await first.close();
  const { length } = beats;
  await until(() => emulator.journal({ workId: item.id }).some(({ change }) => change === 'work.expired'), 'the end of the lease');

  const second = await kept(openHolder(storage));
  assert.equal(await until(async () => (await second.call('look')).reason, 'the end'), 'expired');
  assert.equal(beats.length, length);
});

test('handed from one isolate to another by a snapshot', { timeout: 60_000 }, async () => {
  const { beats, place, item, work } = await kept(serveItem({ defaultTtlSeconds: TTL_SECONDS }));
  const here = work.lease(item);
  await here.ready;
  const [first, second] = [await kept(openHolder(folder())), await kept(openHolder(folder()))];
  const snapshot = here.snapshot();
  here.release();

  await first.call('hold', place, item, snapshot);
  await beyond(first, 1);
  await second.call('hold', place, item, await first.call('handOver'));
  await beyond(second, 1);
  const last = await second.call('handOver');

  const back = work.lease(item, { snapshot: last });
  await back.beat();
  assert.equal(back.state, 'held');
  assert.equal(await back.stop({ force: true }), 'stopped');
  assertUnbroken(beats);
});
