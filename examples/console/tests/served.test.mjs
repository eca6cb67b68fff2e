// The console over the served emulator (`npx leasehold emulator`), through the proxy of this origin that adds the API key.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { urlToHttpOptions } from 'node:url';
import { eventually, numberIn, openEnvironment, openPage, startBrowser } from './support/browser.mjs';
import { startConsole } from './support/console.mjs';

let console_;
let browser;
before(async () => {
  console_ = await startConsole('--served');
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await console_?.close();
});

function inPage(name, body) {
  test(name, async () => {
    const { page, expect, close } = await openPage(browser, console_.url);
    await body(page, expect);
    await close();
  });
}

const headers = { 'anthropic-version': '2023-06-01' };
const dialog = (page) => page.getByRole('dialog');
const api = (path) => new URL(`/api${path}`, console_.url);
const waiting = (page) => numberIn(page.locator('.tile').first().locator('.tile-value'));

inPage('says that it goes through a proxy, and where', async (page) => {
  await page.getByRole('button', { name: 'API: Proxy /api' }).waitFor();
  assert.match(console_.api, /^http:\/\/127\.0\.0\.1:\d+, through \/api$/);
});

inPage('lists, searches, creates, edits, archives and deletes', async (page) => {
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('link', { name: 'team-01', exact: true }).waitFor();
  await page.getByRole('searchbox').fill('in the cloud');
  await page.getByText('1 environment found').waitFor();
  await page.getByRole('button', { name: 'New environment' }).click();
  await dialog(page).getByLabel('Name').fill('over-the-wire');
  await dialog(page).getByRole('button', { name: 'Create environment' }).click();
  await page.getByRole('heading', { level: 1, name: 'over-the-wire' }).waitFor();
  await page.getByRole('button', { name: 'Edit' }).click();
  await dialog(page).getByLabel('Description').fill('Changed');
  await dialog(page).getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('Changed', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Archive' }).click();
  await dialog(page).getByRole('button', { name: 'Archive' }).click();
  await page.getByText('archived', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  await dialog(page).getByRole('textbox').fill('over-the-wire');
  await dialog(page).getByRole('button', { name: 'Delete environment' }).click();
  await page.getByRole('heading', { level: 1, name: 'Environments' }).waitFor();
});

inPage("shows the API's errors at the field", async (page, expect) => {
  await page.getByRole('button', { name: 'New environment' }).click();
  await dialog(page).getByLabel('Name').fill('wrong');
  await dialog(page).getByText('Cloud', { exact: true }).click();
  await dialog(page).getByText('Limited', { exact: true }).click();
  await dialog(page).getByLabel('Package registries').uncheck();
  await dialog(page).getByLabel('gem').fill('rake');
  expect(/status of 400/);
  await dialog(page).getByRole('button', { name: 'Create environment' }).click();
  await dialog(page)
    .getByRole('group', { name: 'Packages' })
    .getByText(/Packages under limited networking need/)
    .waitFor();
});

inPage('shows a queue, its items, and edits and stops one', async (page) => {
  await page.getByRole('searchbox').fill('served');
  await openEnvironment(page, 'served-queue');
  const before = await eventually(
    () => waiting(page),
    (depth) => depth > 0,
    'sessions waiting',
  );
  assert.equal(await page.getByRole('button', { name: 'Queue sessions' }).count(), 0, 'the API has no call for that');
  const environmentId = new URL(page.url()).hash.split('/').at(-1);
  await page.locator('.grid-row').first().click();
  await dialog(page).getByRole('button', { name: 'Add a pair' }).click();
  await dialog(page).getByLabel('Key 3').fill('seen');
  await dialog(page).getByLabel('Value 3').fill('yes');
  await dialog(page).getByRole('button', { name: 'Save metadata' }).click();
  await page.getByText('Metadata saved').waitFor();
  await dialog(page).getByRole('button', { name: 'Stop', exact: true }).click();
  await dialog(page).getByText('stopped', { exact: true }).waitFor();
  await eventually(
    () => waiting(page),
    (depth) => depth === before - 1,
    'sessions waiting',
  );
  const stats = await fetch(api(`/v1/environments/${environmentId}/work/stats`), { headers });
  assert.equal((await stats.json()).depth, before - 1, 'the served emulator says the same');
});

inPage('what somebody else changes while a dialog is open stays changed', async (page) => {
  const call = async (path, metadata) => {
    const body = metadata && JSON.stringify({ metadata });
    const answer = await fetch(api(path), {
      method: body ? 'POST' : 'GET',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    });
    return (await answer.json()).metadata;
  };
  const add = async (key, value) => {
    await dialog(page).getByRole('button', { name: 'Add a pair' }).click();
    await dialog(page).getByPlaceholder('key').last().fill(key);
    await dialog(page).getByPlaceholder('value').last().fill(value);
  };
  await page.getByRole('searchbox').fill('served');
  await openEnvironment(page, 'served-queue');
  const environment = `/v1/environments/${new URL(page.url()).hash.split('/').at(-1)}`;

  await page.locator('.grid-row').last().click();
  const item = `${environment}/work/${await dialog(page).locator('button.id').first().getAttribute('title')}`;
  await call(item, { theirs: '1' });
  await dialog(page).getByRole('button', { name: 'Remove theirs' }).waitFor();
  assert.ok(await dialog(page).getByRole('button', { name: 'Save metadata' }).isDisabled(), 'nothing was changed here');
  await add('ours', '2');
  await call(item, { later: '3' });
  await page.waitForResponse(async (response) => response.url().endsWith(item) && (await response.json()).metadata?.later === '3');
  await dialog(page).getByRole('button', { name: 'Save metadata' }).click();
  await page.getByText('Metadata saved').waitFor();
  const { theirs, ours, later } = await call(item);
  assert.deepEqual([theirs, ours, later], ['1', '2', '3']);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Edit' }).click();
  await add('ours', '2');
  await call(environment, { later: '3' });
  // The page asks again by itself, every quarter of a minute.
  await page.waitForResponse(async (response) => response.url().endsWith(environment) && (await response.json()).metadata?.later === '3');
  await dialog(page).getByRole('button', { name: 'Save changes' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  assert.deepEqual(await call(environment), { owner: 'platform', ours: '2', later: '3' });
});

inPage('an item that could not be read for a while says so for as long', async (page, expect) => {
  expect(/net::ERR_FAILED/);
  await page.getByRole('searchbox').fill('served');
  await openEnvironment(page, 'served-queue');
  await page.locator('.grid-row').last().click();
  await page.route(/\/work\/work_/, (route) => route.abort());
  await dialog(page).getByRole('alert').getByText('No connection').waitFor();
  await page.unroute(/\/work\/work_/);
  await dialog(page).getByRole('alert').waitFor({ state: 'detached' });
});

test('two tabs are two workers', async () => {
  const tabs = await Promise.all([openPage(browser, console_.url), openPage(browser, console_.url)]);
  let id;
  for (const { page } of tabs) {
    await page.getByRole('searchbox').fill('team-09');
    await openEnvironment(page, 'team-09', 'Worker');
    id = new URL(page.url()).hash.split('/').at(-2);
    await page.getByRole('button', { name: 'Start worker' }).click();
  }
  await eventually(
    async () => (await (await fetch(api(`/v1/environments/${id}/work/stats`), { headers })).json()).workers_polling,
    (workers) => workers === 2,
    'workers polling',
  );
  for (const { close } of tabs) await close();
});

inPage('works: holds leases, loses an answer, finds a thief, goes offline', async (page, expect) => {
  const total = (name) => numberIn(page.locator('.totals > div').filter({ hasText: name }).locator('dd'));
  const choose = (group, name) => page.getByRole('group', { name: group }).getByRole('radio', { name, exact: true }).check({ force: true });
  await page.getByRole('searchbox').fill('served');
  await openEnvironment(page, 'served-queue', 'Worker');
  assert.ok(await page.getByRole('button', { name: 'Let the laptop sleep' }).isDisabled(), "a server's clock goes on");
  await page.getByLabel('Concurrency').fill('2');
  await choose('A session takes about', '1 min');
  await choose('A lease holds for', '6 s');
  await page.getByRole('button', { name: 'Start worker' }).click();
  await eventually(
    () => page.locator('.bar.held .mark.beat').count(),
    (beats) => beats >= 2,
    'beats in the picture',
  );
  // Once for the answer that was lost, and once for the thief.
  expect(/status of 412/);
  await page.getByRole('button', { name: 'Lose an answer' }).click();
  await eventually(
    () => total('Taken over'),
    (taken) => taken === 1,
    'answers taken over',
  );
  assert.equal(await total('Lost'), 0);
  await page.getByRole('button', { name: 'Steal a lease' }).click();
  await page.getByRole('log').getByText('lost: another worker has it').waitFor();
  await page.getByRole('button', { name: 'Go offline' }).click();
  await page
    .getByRole('log')
    .getByText(/lost: the time ran out/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Go online' }).click();
  await page.getByRole('button', { name: 'Stop now' }).click();
  await eventually(
    () => total('Running'),
    (running) => running === 0,
    'nothing is held',
  );
});

inPage('asks less often while nobody looks, and at once when somebody does', async (page) => {
  const asked = [];
  page.on('request', (request) => request.url().endsWith('/work/stats') && asked.push(performance.now()));
  await page.getByRole('searchbox').fill('served');
  await openEnvironment(page, 'served-queue');
  await eventually(
    () => asked.length,
    (times) => times >= 4,
    'statistics asked for',
  );
  await page.evaluate(setVisibility, 'hidden');
  await page.getByText('Slowed down to every 30 s').waitFor();
  const before = asked.length;
  // Three times what it waits while somebody looks: long enough to notice if it went on.
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  assert.ok(asked.length - before <= 1, `${asked.length - before} more`);
  await page.evaluate(setVisibility, 'visible');
  await page.getByText('Live, every 2 s').waitFor();
  await eventually(
    () => asked.length,
    (times) => times > before + 1,
    'statistics asked for again',
  );
});

inPage('switches to the emulator in the page and back; a wrong base URL is said at its field', async (page) => {
  await page.getByRole('button', { name: /^API: Proxy/ }).click();
  await dialog(page).getByRole('textbox', { name: 'Base URL' }).fill('ftp://elsewhere');
  await dialog(page).getByRole('button', { name: 'Connect' }).click();
  await dialog(page).locator('.field-error').waitFor();
  assert.equal(await dialog(page).getByRole('textbox', { name: 'Base URL' }).getAttribute('aria-invalid'), 'true');
  await dialog(page).getByText('Emulator in this page', { exact: true }).click();
  await dialog(page).getByRole('button', { name: 'Connect' }).click();
  await page.getByRole('button', { name: 'API: Emulator in this page' }).waitFor();
  await page.getByRole('link', { name: 'build-farm', exact: true }).waitFor();
  await page.getByRole('button', { name: /^API: Emulator/ }).click();
  await dialog(page).getByText('API behind a proxy', { exact: true }).click();
  await dialog(page).getByRole('textbox', { name: 'Base URL' }).fill('/api');
  await dialog(page).getByRole('button', { name: 'Connect' }).click();
  await page.getByRole('button', { name: 'API: Proxy /api' }).waitFor();
  await page.getByRole('link', { name: 'served-queue', exact: true }).waitFor();
});

inPage('a worker ends when the console turns to another API', async (page) => {
  const polls = [];
  page.on('request', (request) => request.url().includes('/work/poll') && polls.push(request.url()));
  await page.getByRole('searchbox').fill('team-07');
  await openEnvironment(page, 'team-07', 'Worker');
  await page.getByRole('button', { name: 'Start worker' }).click();
  await eventually(
    () => polls.length,
    (length) => length >= 2,
    'polls',
  );
  await page.getByRole('button', { name: /^API: Proxy/ }).click();
  await dialog(page).getByText('Emulator in this page', { exact: true }).click();
  await dialog(page).getByRole('button', { name: 'Connect' }).click();
  await page.getByRole('button', { name: 'API: Emulator in this page' }).waitFor();
  const before = polls.length;
  // An idle worker polls each second.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  assert.ok(polls.length <= before, `${polls.length - before} more polls`);
});

inPage('says so where the API does not answer, and goes on when it does', async (page, expect) => {
  expect(/net::ERR_FAILED/);
  await page.route('**/api/**', (route) => route.abort());
  await page.reload();
  await page.getByRole('alert').getByText('No connection').waitFor();
  await page.unroute('**/api/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: 'served-queue', exact: true }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
});

test('the proxy serves this page and the fourteen calls only, and never shows the key', async () => {
  const status = async (path, init) => (await fetch(api(path), { ...init, headers: { ...headers, ...init?.headers } })).status;
  assert.equal(await status('/v1/environments'), 200);
  assert.equal(await status('/v1/environments', { headers: { 'sec-fetch-site': 'cross-site' } }), 403);
  assert.equal(await status('/v1/environments', { headers: { 'sec-fetch-site': 'same-site' } }), 403);
  for (const path of ['/v1/messages', '/_emulator/state', '/v1/environments/%2e%2e', '/v1/environments/a/b/c'])
    assert.equal(await status(path), 404, path);
  assert.equal(await status('/v1/environments', { method: 'PUT' }), 404);
  assert.equal(await status('/v1/environments/env_1/work/poll', { method: 'POST' }), 404);
  // What only looks like the proxy's path, and what fetch would not send as it is.
  for (const path of ['/apiv1/environments', '/api;/v1/environments', '/api/v1/environments/x\\..\\..\\environments']) {
    const answer = await new Promise((resolve) => get({ ...urlToHttpOptions(api('')), path }, resolve));
    assert.doesNotMatch(await text(answer), /"data"/, path);
  }
  const answer = await fetch(api('/v1/environments'), { headers });
  const told = `${JSON.stringify([...answer.headers])}${await answer.text()}`;
  assert.ok(!told.includes('sk-ant'), 'no key in the answer');
  assert.ok(!(await (await fetch(new URL('/', console_.url))).text()).includes('sk-ant'), 'no key in the page');
});

/** As the browser would on another tab. */
function setVisibility(state) {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
  document.dispatchEvent(new Event('visibilitychange'));
}
