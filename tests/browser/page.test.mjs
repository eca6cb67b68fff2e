// Leases in real pages: hidden, frozen, offline, in Workers. Whatever the browser does to pages here is really done to them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Chromium } from './support/chromium.mjs';
import { Site } from './support/site.mjs';

/** Hidden pages run chained timers once a minute after seconds, not after five minutes. */
const THROTTLED = '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1,QuickIntensiveWakeUpThrottlingAfterLoading';
const DEADLINE_MS = 30_000;
/** A gap between two steps of 50 ms each: the page's own timers run once a minute. */
const SLOW_MS = 20_000;

let site;
let browser;
// Hidden from the beginning to the end of all tests: it takes minutes to see that they hold.
const hidden = {};

before(async () => {
  site = await Site.open();
  browser = new Chromium([THROTTLED]);
  hidden.patient = await holding({});
  hidden.brisk = await holding({ timers: 'worker', options: { desiredTtlSeconds: 3 } });
  hidden.front = await browser.open('about:blank');
});

after(async () => {
  await browser?.close();
  site?.close();
});

/** A page of the site, in front of the others. */
async function open(path = '/') {
  const page = await browser.open(site.url + path);
  await until(() => page.run(() => Boolean(window.hold)), 'the page');
  return page;
}

/** A page that holds an item. */
async function holding(how, path = '/') {
  const item = await site.claim();
  const page = await open(path);
  await page.run((how) => window.hold(how), { key: site.key, item, ...how });
  return { page, item, look: () => page.run(() => window.look()) };
}

/** Asks until there is something. */
async function until(look, what, deadlineMs = DEADLINE_MS) {
  for (const end = performance.now() + deadlineMs; performance.now() < end; await sleep(50)) {
    const found = await look();
    if (found) return found;
  }
  assert.fail(`${what}: not within ${deadlineMs / 1e3} s`);
}

const largestGap = (times) => Math.max(0, ...times.slice(1).map((at, i) => at - times[i]));

/** Hides a page, freezes it, and waits for `ms`. Gives how many beats there were. */
async function freezeFor({ page, item }, ms) {
  const front = await browser.open('about:blank');
  await until(() => page.run(() => document.visibilityState === 'hidden'), 'hidden');
  await page.freeze();
  await sleep(ms);
  const before = site.beatsOf(item).length;
  await page.freeze(false);
  return { before, front };
}

test('a page that was frozen until its lease ran out tells the handler before anything else, and beats no more', async () => {
  const held = await holding({ options: { desiredTtlSeconds: 3 } });
  const { before, front } = await freezeFor(held, 4_500);
  const resumed = Date.now();
  const { steps, state, reason } = await until(async () => {
    const look = await held.look();
    return look.steps.at(-1).aborted && look;
  }, 'the handler is told');

  assert.deepEqual([state, reason], ['ended', 'expired']);
  const frozen = steps.findIndex(({ at }, i) => at - steps[i - 1]?.at > 3_000);
  assert.ok(frozen > 0, 'no step was made while it was frozen');
  assert.deepEqual([steps[frozen].aborted, steps[frozen].reason], [true, 'expired'], 'the first step after that');
  assert.equal(frozen, steps.length - 1);
  await sleep(resumed + 2_000 - Date.now());
  assert.deepEqual([site.beatsOf(held.item).length, site.beatsOf(held.item, 412).length], [before, 0]);
  await front.close();
  await held.page.close();
});

test('a page that was frozen for less goes on', async () => {
  const held = await holding({ options: { desiredTtlSeconds: 20 } });
  const { before, front } = await freezeFor(held, 7_000);
  await until(() => site.beatsOf(held.item).length > before, 'a beat after it');
  const { state, steps } = await held.look();
  assert.deepEqual([state, steps.at(-1).aborted], ['held', false]);
  await front.close();
  await held.page.close();
});

test('back online, beats that failed are tried again at once', async () => {
  const held = await holding({ options: { desiredTtlSeconds: 180 } });
  const network = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  await held.page.send('Network.enable');
  await held.page.send('Network.emulateNetworkConditions', { ...network, offline: true });
  await held.page.run(() => void window.held.lease.beat());
  // Until the next try by itself is seconds away.
  const { nextAt } = await until(async () => {
    const look = await held.look();
    return look.stats.failures >= 3 && look.stats.inFlight === 0 && look.nextAt - Date.now() > 2_000 && look;
  }, 'failures');
  const { length } = site.beatsOf(held.item);
  await held.page.send('Network.emulateNetworkConditions', { ...network, offline: false });
  const beat = await until(() => site.beatsOf(held.item)[length], 'a beat');
  assert.ok(beat.at < nextAt - 1_000, `${nextAt - beat.at} ms before its time`);
  await until(async () => (await held.look()).stats.inFlight === 0, 'its answer');
  assert.equal((await held.look()).state, 'held');
  await held.page.close();
});

test('the page is listened to while a lease is held, and no longer', async () => {
  const page = await open();
  const listening = () => page.run(() => window.listening());
  assert.deepEqual(await listening(), []);
  await page.run((how) => window.hold(how), { key: site.key, item: await site.claim() });
  const all = ['online', 'pageshow', 'resume', 'visibilitychange'];
  assert.deepEqual(await listening(), all);
  await page.run(
    (other) => {
      const { client } = window.held;
      window.other = client.environments.work.lease(other);
      return window.other.ready;
    },
    await site.claim(),
  );
  assert.deepEqual(await listening(), all, 'once, for two leases');
  await page.run(() => window.held.lease.stop({ force: true }));
  assert.deepEqual(await listening(), all);
  await page.run(() => window.other.release());
  assert.deepEqual(await listening(), []);
  await page.close();
});

test("a page that forbids Workers from blobs falls back to its own timers for timers: 'worker', with a warning", async () => {
  const held = await holding({ timers: 'worker', options: { desiredTtlSeconds: 3 } }, '/strict');
  await until(() => site.beatsOf(held.item).length >= 3, 'beats');
  assert.equal((await held.look()).state, 'held');
  const warnings = held.page.lines.filter((line) => line.includes('worker-src blob:'));
  assert.equal(warnings.length, 1, held.page.lines.join('\n'));
  await held.page.close();
});

test('a dedicated Worker of a hidden page holds a lease by itself', async () => {
  const item = await site.claim();
  const page = await open();
  const where = { key: site.key, item, options: { desiredTtlSeconds: 3 } };
  assert.equal(await page.run((where) => window.holdInWorker(where), where), 'held');
  const front = await browser.open('about:blank');
  assert.equal(await page.run(() => document.visibilityState), 'hidden');
  await until(() => site.beatsOf(item).length >= 8, 'beats');
  assert.ok(largestGap(site.beatsOf(item).map(({ at }) => at)) < 2_700, 'it never ran out');
  await front.close();
  await page.close();
});

test("timers: 'worker' keeps the pace in a hidden page whose own timers run once a minute", { timeout: 300_000 }, async () => {
  const { look, item } = hidden.brisk;
  const { steps, ...rest } = await until(
    async () => {
      const look = await hidden.brisk.look();
      return largestGap(look.steps.map(({ at }) => at)) > SLOW_MS && look;
    },
    'the throttle',
    200_000,
  );
  assert.deepEqual([rest.visibility, rest.state], ['hidden', 'held']);
  assert.ok(largestGap(site.beatsOf(item).map(({ at }) => at)) < 2_700, 'it never ran out');
  assert.equal((await look()).stats.lost, 0);
});

test('a hidden page whose timers run once a minute holds its lease: it wishes for 180 s', { timeout: 300_000 }, async () => {
  const { item, look } = hidden.patient;
  const slow = async () => largestGap((await look()).steps.map(({ at }) => at)) > SLOW_MS;
  await until(slow, 'the throttle', 200_000);
  const { length } = site.beatsOf(item);
  await until(() => site.beatsOf(item).length > length, 'another beat', 100_000);
  const { state, visibility, stats } = await look();
  assert.deepEqual([state, visibility, stats.lost], ['held', 'hidden', 0]);
  assert.deepEqual(new Set(site.beatsOf(item).map(({ desired }) => desired)), new Set(['180']));
});
