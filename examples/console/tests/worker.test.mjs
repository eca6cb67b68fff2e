// The worker in the page, with the emulator inside it: leases as lines, and faults thrown at them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, numberIn, openEnvironment, openPage, startBrowser } from './support/browser.mjs';
import { startConsole } from './support/console.mjs';

let console_;
let browser;
before(async () => {
  console_ = await startConsole();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await console_?.close();
});

const total = (page, name) => numberIn(page.locator('.totals > div').filter({ hasText: name }).locator('dd'));
const press = (page, name) => page.getByRole('button', { name }).click();
const choose = (page, group, name) =>
  page.getByRole('group', { name: group }).getByRole('radio', { name, exact: true }).check({ force: true });
const logged = (page, text) => page.getByRole('log').getByText(text).first().waitFor();

/** A test in whose page a worker holds some leases, none of which ends by itself while the test runs. */
function withWorker(name, body) {
  test(name, async () => {
    const { page, close } = await openPage(browser, console_.url);
    await openEnvironment(page, 'playground', 'Worker');
    await page.getByLabel('Concurrency').fill('3');
    await choose(page, 'A session takes about', '1 min');
    await choose(page, 'A lease holds for', '6 s');
    await press(page, 'Start worker');
    await eventually(
      () => total(page, 'Running'),
      (running) => running === 3,
      'leases held',
    );
    await eventually(
      () => page.locator('.bar.held .mark.beat').count(),
      (beats) => beats >= 3,
      'beats in the picture',
    );
    await body(page);
    await close();
  });
}

withWorker('holds leases: claimed, beating, held until', async (page) => {
  const beats = await total(page, 'Beats');
  await eventually(
    () => total(page, 'Beats'),
    (now) => now >= beats + 3,
    'beats go on',
  );
  await page
    .getByText(/\d(\.\d)? s left/)
    .first()
    .waitFor();
  assert.equal(await page.locator('.tracks .held-until').count(), 3);
  assert.equal(await total(page, 'Lost'), 0);
});

withWorker('takes as many at once as it is told, up and down', async (page) => {
  await page.getByLabel('Concurrency').fill('6');
  await eventually(
    () => total(page, 'Running'),
    (running) => running >= 6,
    'leases held',
  );
  assert.ok((await page.locator('.lane-labels li').count()) >= 6);
  await choose(page, 'A session takes about', '8 s');
  await page.getByLabel('Concurrency').fill('1');
  await press(page, 'Stop now');
  await eventually(
    () => total(page, 'Running'),
    (running) => running === 0,
    'everything stopped',
  );
});

withWorker('a lost answer costs no lease', async (page) => {
  await press(page, 'Lose an answer');
  await logged(page, 'no answer');
  await eventually(
    () => total(page, 'Taken over'),
    (taken) => taken === 1,
    'answers taken over',
  );
  assert.equal(await total(page, 'Lost'), 0);
  assert.ok((await page.locator('.mark.unheard').count()) >= 1);
});

withWorker('a stolen lease is let go within a beat', async (page) => {
  await press(page, 'Steal a lease');
  await logged(page, 'lost: another worker has it');
  await eventually(
    () => total(page, 'Lost'),
    (lost) => lost === 1,
    'leases lost',
  );
  assert.equal(await page.locator('.bar.lost .mark.stolen').count(), 1);
});

withWorker('offline: leases are let go in time, and taken again when the connection is back', async (page) => {
  await press(page, 'Go offline');
  await logged(page, 'lost: the time ran out, and no beat had got through');
  await eventually(
    () => total(page, 'Lost'),
    (lost) => lost === 3,
    'leases lost',
  );
  await page.locator('.spell.offline').waitFor();
  await press(page, 'Go online');
  await logged(page, 'The connection is back');
});

withWorker('a sleeping laptop: leases are over before any beat goes out', async (page) => {
  await press(page, 'Let the laptop sleep');
  await logged(page, 'The laptop slept for 40 s');
  await eventually(
    () => total(page, 'Lost'),
    (lost) => lost === 3,
    'leases lost',
  );
  await page.locator('.spell.asleep').waitFor();
  // And works on.
  await eventually(
    () => total(page, 'Running'),
    (running) => running === 3,
    'leases held again',
  );
});

withWorker('latency is ridden out', async (page) => {
  await page.getByLabel('Latency').fill('1000');
  const beats = await total(page, 'Beats');
  await eventually(
    () => total(page, 'Beats'),
    (now) => now >= beats + 4,
    'beats go on',
  );
  assert.equal(await total(page, 'Lost'), 0);
  await press(page, 'Repair');
  assert.equal(await page.getByLabel('Latency').inputValue(), '0');
});

withWorker('a blocked page makes beats late, and shows it', async (page) => {
  await press(page, 'Block the page');
  await logged(page, /beat .* late/);
  await eventually(
    () => page.locator('.mark.late').count(),
    (marks) => marks >= 1,
    'late beats in the picture',
  );
});

for (const force of [false, true]) {
  withWorker(`an item that somebody stops${force ? ' by force' : ''} winds down`, async (page) => {
    await page.getByRole('link', { name: 'Queue' }).click();
    await page.getByRole('radio', { name: /^active/ }).check({ force: true });
    await page.getByRole('grid').locator('.grid-row').first().click();
    const drawer = page.getByRole('dialog', { name: 'Work item' });
    await drawer.getByRole('button', { name: force ? 'Force stop' : 'Stop', exact: true }).click();
    if (force) await page.getByRole('dialog', { name: 'Force the stop?' }).getByRole('button', { name: 'Force stop' }).click();
    await drawer.getByText('stopped', { exact: true }).waitFor();
    await drawer.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('link', { name: 'Worker' }).click();
    await logged(page, 'asked to stop, winding down');
  });
}

withWorker('drains: takes nothing new and finishes what it holds', async (page) => {
  await press(page, 'Drain');
  await page.getByRole('button', { name: 'Start worker' }).waitFor();
  const claimed = await page.getByRole('log').getByText('claimed', { exact: true }).count();
  await press(page, 'Stop now');
  await eventually(
    () => total(page, 'Running'),
    (running) => running === 0,
    'nothing is held',
  );
  assert.equal(await page.getByRole('log').getByText('claimed', { exact: true }).count(), claimed);
});

test('finishes sessions, and the queue runs empty', async () => {
  const { page, close } = await openPage(browser, console_.url);
  await openEnvironment(page, 'index-rebuild', 'Worker');
  await page.getByLabel('Sessions to queue').fill('3');
  await press(page, 'Queue sessions');
  await page.getByLabel('Concurrency').fill('3');
  await choose(page, 'A session takes about', '8 s');
  await press(page, 'Start worker');
  await eventually(
    () => total(page, 'Finished'),
    (finished) => finished === 3,
    'sessions finished',
  );
  await logged(page, 'The queue is empty: polling now and then');
  assert.equal(await page.locator('.bar.finished').count(), 3);
  await close();
});
