// The Worker on this machine, with the emulator as its service: no account, nothing deployed. `npm run cloudflare` at the top of the
// repository sets up what it needs and starts it.
//
//   node local/main.mjs --packages FOLDER [options]
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startEmulator } from './emulator.mjs';
import { Platform } from './platform.mjs';
import { Progress } from './progress.mjs';

const usage = `usage: npm run cloudflare -- [options]

  --items <number>  how many sessions wait in the queue (default 20)
  --port <number>   where the Worker listens; 0 for any free port (default 8787)
  --stay            goes on when the queue is empty, until it is stopped: the proxy answers, and the cron runs`;

/** The cron runs once a minute when it is deployed. */
const CRON_MS = 5_000;

/** Who may use the proxy here: the console, where `npm run console` serves it. */
const ORIGIN = 'http://localhost:4173';

const values = options();
const [items, port] = [wholeNumber('items'), wholeNumber('port')];
const { packages } = values;
await checkPort();
const folder = mkdtempSync(join(tmpdir(), 'leasehold-cloudflare-'));
// Miniflare ends the process with a signal; what is left behind is removed on the way out, whoever shows it.
for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
])
  process.once(signal, () => process.exit(128 + number));
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

const open = [];
try {
  await run();
} finally {
  for (const thing of open.reverse()) await thing.close();
}

async function run() {
  const emulator = await startEmulator({ packages, folder, items });
  open.push(emulator);
  const { variables } = emulator;
  const environmentId = variables.ANTHROPIC_ENVIRONMENT_ID;
  console.log(`emulator: ${variables.ANTHROPIC_BASE_URL}`);
  console.log(`environment: ${environmentId}, ${items} sessions queued`);

  const progress = new Progress(items);
  // A lease of six seconds, for there to be beats to see.
  const bindings = { ...pick(variables), ALLOWED_ORIGINS: ORIGIN, LEASE_TTL_SECONDS: 6 };
  const platform = new Platform({ packages, folder, port, bindings, onLine: (line) => progress.take(line) });
  open.push(platform);
  const url = await platform.start();
  console.log(`proxy: ${url}api, for pages of ${ORIGIN}`);
  console.log(`cron: now, and every ${CRON_MS / 1e3} s`);

  const cron = runCron(platform);
  open.push(cron);
  await progress.until(({ steps }) => steps >= items);
  console.log('deploying again: each object loses its memory, and goes on with what it stored');
  await platform.deploy();
  await progress.until(({ stopped }) => stopped >= items);
  await report(`${url}api/v1/environments/${environmentId}/work`, progress);
  if (values.stay) {
    console.log('the queue is empty; Ctrl-C ends this');
    await new Promise(() => {});
  }
}

function runCron(platform) {
  const ended = new AbortController();
  const turns = (async () => {
    while (!ended.signal.aborted) {
      await platform.scheduled();
      await sleep(CRON_MS, undefined, { signal: ended.signal }).catch(() => {});
    }
  })();
  const close = async () => {
    ended.abort();
    await turns;
  };
  return { close };
}

/** What became of the items: by the service's word, asked through the proxy as a page would. */
async function report(url, { facts }) {
  const get = async (address) => {
    const answer = await fetch(address, { headers: { origin: ORIGIN, 'anthropic-version': '2023-06-01' } });
    if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const { depth, pending } = await get(`${url}/stats`);
  console.log(`queue: ${depth} waiting, ${pending} pending`);
  let completed = 0;
  for (let page = ''; page !== null; ) {
    const { data, next_page } = await get(`${url}?limit=100${page && `&page=${encodeURIComponent(page)}`}`);
    completed += data.filter(({ state }) => state === 'stopped').length;
    page = next_page;
  }
  console.log(
    `${items} work items: ${completed} completed, ${facts.resumed} resumed by an object without memory, ${facts.lost} leases lost`,
  );
  process.exitCode = completed === items ? 0 : 1;
}

/** Before anything is started: what workerd says of a port that is taken is long. */
async function checkPort() {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening').catch(({ code }) => refuse(`cannot listen on port ${port} (${code}); --port 0 takes any that is free`));
  server.close();
}

function pick(variables) {
  const { ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, ANTHROPIC_ENVIRONMENT_ID, ANTHROPIC_ENVIRONMENT_KEY } = variables;
  return { ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, ANTHROPIC_ENVIRONMENT_ID, ANTHROPIC_ENVIRONMENT_KEY };
}

function options() {
  const known = {
    packages: { type: 'string' },
    items: { type: 'string', default: '20' },
    port: { type: 'string', default: '8787' },
    stay: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  };
  try {
    const { values: given } = parseArgs({ options: known });
    if (!given.help) return given;
    console.log(usage);
    return process.exit();
  } catch (error) {
    return refuse(error.message);
  }
}

function wholeNumber(name) {
  return /^\d{1,5}$/.test(values[name]) ? Number(values[name]) : refuse(`--${name} must be a whole number; got "${values[name]}"`);
}

function refuse(message) {
  console.error(`${message}\n\n${usage}`);
  return process.exit(2);
}
