// The page in Chromium, used as a person would, against the served emulator behind the proxy.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { launch } from '../../../scripts/lib/browser.mjs';
import { itemsOf, journalOf, queue } from '../../../tests/cli/support.mjs';
import { until } from '../../../tests/support/processes.mjs';
import { toldBy } from './support/emulator.mjs';
import { byRole, openPage, servePage } from './support/page.mjs';

let browser;
let server;
let tab;

before(async () => {
  browser = await launch('chrome', process.env.LEASEHOLD_CHROMIUM);
});

beforeEach(async () => {
  server = await servePage();
});

afterEach(async () => {
  try {
    await tab?.close();
  } finally {
    await server?.close();
    tab = server = undefined;
  }
});

after(() => browser?.close());

/** Opens the page and goes to the environment's queue. */
async function openQueue() {
  tab = await openPage(browser, server.url);
  await byRole(tab.page, 'button', 'builders').click();
  await shows('#queue + dl', /waiting/);
  return tab.page;
}

/** Waits until a part of the page shows what is expected; what it showed last is in the error. */
async function shows(selector, pattern) {
  let text = '';
  const look = async () => {
    text = (await tab.page.$$eval(selector, (found) => found.map((element) => element.innerText).join('\n'))).replace(/\s+/g, ' ');
    return pattern.test(text);
  };
  await until(`${selector} shows ${pattern}`, look).catch((error) => assert.fail(`${error.message}: ${text}`));
}

/** The states of the emulator's items, and how many there are of each. */
async function states() {
  const counts = {};
  for (const { state } of await itemsOf(server.values)) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

test('environments are listed, and a queue is shown as it changes', async () => {
  tab = await openPage(browser, server.url);
  await shows('.environments', /^sandboxes \(in the cloud\) builders$|^builders sandboxes \(in the cloud\)$/);
  await byRole(tab.page, 'button', 'builders').click();
  await shows('dl', /^waiting 0 pending 0 workers polling 0$/);
  const { id } = await queue(server.values);
  await shows('dl', /^waiting 1 pending 0/);
  await shows('tbody', new RegExp(`^${id} queued$`));
});

test('a worker in the page works on what comes, and drains', async () => {
  for (let item = 0; item < 6; item += 1) await queue(server.values);
  const page = await openQueue();
  await byRole(page, 'spinbutton', 'Items at once').fill('3');
  await byRole(page, 'spinbutton', 'Seconds for each').fill('0.2');
  await byRole(page, 'button', 'Start').click();
  await shows('[role=status]', /^The worker runs: 6 claimed, 0 running$/);
  await queue(server.values);
  await shows('[role=status]', /^The worker runs: 7 claimed, 0 running$/);
  await shows('.leases', /^(work_\w+ finished ?){7}$/);
  await shows('dl', /^waiting 0 pending 0 workers polling 1$/);
  await byRole(page, 'button', 'Drain').click();
  await shows('[role=status]', /^The worker is off: 7 claimed, 0 running$/);
  const { items, most } = toldBy(await journalOf(server.values));
  assert.ok(most <= 3);
  for (const item of items.values()) assert.deepEqual([item['work.acknowledged'], item['work.stopped']], [1, 1]);
  assert.deepEqual(await states(), { stopped: 7 });
});

test('a lease is held while it is worked on, and Stop ends it', async () => {
  for (let item = 0; item < 3; item += 1) await queue(server.values);
  const page = await openQueue();
  await byRole(page, 'spinbutton', 'Items at once').fill('2');
  await byRole(page, 'spinbutton', 'Seconds for each').fill('600');
  await byRole(page, 'button', 'Start').click();
  await shows('.leases', /^(work_\w+ held for \d+ s after beat 1 ?){2}$/);
  await shows('dl', /^waiting 1 /);
  assert.deepEqual(await states(), { active: 2, queued: 1 });
  // Draining waits for the handlers; Stop does not.
  await byRole(page, 'button', 'Drain').click();
  await shows('[role=status]', /^The worker drains: 2 claimed, 2 running$/);
  await byRole(page, 'button', 'Stop').click();
  await shows('[role=status]', /^The worker is off: 2 claimed, 0 running$/);
  await shows('.leases', /^(work_\w+ failed: told to end ?){2}$/);
  assert.deepEqual(await states(), { stopped: 2, queued: 1 });
});

test('what goes wrong is said, and goes away when it is over', async () => {
  const page = await openQueue();
  tab.expect(/Failed to load resource/);
  await page.setOfflineMode(true);
  await shows('[role=alert]', /^the connection failed: /);
  await page.setOfflineMode(false);
  await shows('dl', /^waiting 0 /);
});

test('without the way to the API the page says so, and holds no key', async () => {
  tab = await openPage(browser, new URL('/', server.url).href);
  tab.expect(/Failed to load resource/);
  await shows('[role=alert]', /^404 /);
  const { ANTHROPIC_API_KEY: key } = server.values;
  await tab.page.goto(server.url);
  await shows('.environments', /builders/);
  assert.ok(!(await tab.page.content()).includes(key));
});
