// `leasehold console` from the packed package, opened in Chromium: before a base URL, and before an emulator of its own.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { launch } from '../../scripts/lib/browser.mjs';
import { until } from '../support/processes.mjs';
import { installed, itemsOf, queue, startCommand } from './support.mjs';

let cli;
let browser;
const started = [];

before(async () => {
  cli = installed();
  browser = await launch('chrome', process.env.LEASEHOLD_CHROMIUM);
});

afterEach(async () => {
  for (const end of started.splice(0).reverse()) await end();
});

after(async () => {
  await browser?.close();
  cli?.remove();
});

/** Starts `leasehold console`, opens its page, and writes down everything that the page complains of and sends. */
async function open(args, env) {
  const served = await startCommand(cli, ['console', '--port', '0', ...args], env, /^leasehold console: (\S+)$/);
  started.push(() => served.stop('SIGKILL'));
  const context = await browser.createBrowserContext();
  started.push(() => context.close());
  const page = await context.newPage();
  const [complaints, requests] = [[], []];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure().errorText}`));
  page.on('request', (request) => requests.push(request));
  await page.goto(served.found[1]);
  return { served, page, complaints, requests, origin: new URL(served.found[1]).origin };
}

const shown = (page, selector) => page.waitForSelector(`::-p-aria(${selector})`, { timeout: 30_000 });
const click = async (page, selector) => (await shown(page, selector)).click();

/** Makes an environment with the page's form. */
async function create(page, name) {
  await click(page, '[name="New environment"][role="button"]');
  await (await shown(page, '[name="Name"][role="textbox"]')).type(name);
  await click(page, '[name="Create environment"][role="button"]');
  await shown(page, `[name="${name}"][role="heading"]`);
}

/** Everything of the page where a key could be. */
function traces(page, requests) {
  const kept = page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
      document.cookie,
    ].join(),
  );
  const sent = requests.map((request) => `${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`);
  return Promise.all([kept, page.cookies().then(JSON.stringify), ...sent]);
}

test('before a base URL: lists, creates, and never has the key', async () => {
  const api = await cli.emulator('--quiet');
  started.push(() => api.stop());
  const { values } = api;
  const { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL } = values;
  const { page, complaints, requests, origin } = await open(['--base-url', ANTHROPIC_BASE_URL], { ANTHROPIC_API_KEY });
  await shown(page, `[name="API: Service ${ANTHROPIC_BASE_URL} . Change the connection"][role="button"]`);
  await shown(page, '[name="default"][role="link"]');
  await create(page, 'from-the-page');
  const listed = await cli.run(['beta:environments', 'list'], values);
  assert.ok(JSON.parse(listed.stdout).some(({ name }) => name === 'from-the-page'));

  assert.deepEqual(complaints, []);
  assert.deepEqual([...new Set(requests.map((request) => new URL(request.url()).origin))], [origin], 'it talks to nobody else');
  const calls = requests.filter((request) => request.url().includes('/v1/environments'));
  assert.ok(calls.length >= 2);
  assert.deepEqual(
    (await traces(page, requests)).filter((trace) => trace.includes(ANTHROPIC_API_KEY)),
    [],
  );
});

test('before an emulator of its own: a worker in the page does what was queued', async () => {
  const { served, page, complaints, requests } = await open(['--emulator'], {});
  const { values } = served;
  await shown(page, `[name="API: Emulator ${values.ANTHROPIC_BASE_URL} . Change the connection"][role="button"]`);
  const { id } = await queue(values);
  await click(page, '[name="default"][role="link"]');
  await shown(page, '[name="default"][role="heading"]');
  await click(page, '[name="Worker"][role="link"]');
  await click(page, '[name="Start worker"][role="button"]');
  await until('the page has acknowledged the item', async () =>
    (await itemsOf(values)).some((item) => item.id === id && item.acknowledged_at),
  );
  assert.deepEqual(complaints, []);
  assert.deepEqual(
    (await traces(page, requests)).filter((trace) => trace.includes(values.ANTHROPIC_API_KEY)),
    [],
  );
  assert.equal(await served.stop('SIGINT'), 0);
});

test('the emulator in the page works under the same policy', async () => {
  const { page, complaints, origin } = await open(['--emulator'], {});
  await page.goto(`${origin}/console/?api=emulator`);
  await shown(page, '[name="API: Emulator in this page . Change the connection"][role="button"]');
  await shown(page, '[name="build-farm"][role="link"]');
  assert.deepEqual(complaints, []);
});

test('without the secret there is no API', async () => {
  const { page, complaints, origin } = await open(['--emulator'], {});
  await shown(page, '[name="default"][role="link"]');
  const guess = await page.evaluate(async () => (await fetch('/api/v1/environments')).status);
  assert.equal(guess, 404);
  assert.deepEqual([complaints.length, /a status of 404/.test(complaints[0])], [1, true]);
  assert.equal((await fetch(`${origin}/v1/environments`)).status, 404);
});
