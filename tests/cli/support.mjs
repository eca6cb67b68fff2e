// The command from the packed package, and a server that it talks to.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { binary, install, startEmulator } from '../emulator/served/support.mjs';
import { run, start } from '../support/programs.mjs';

/** Nothing of whoever runs the tests. */
const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ANTHROPIC_')));

/** The installed command. */
export function installed() {
  const consumer = install();
  const command = binary('leasehold', consumer.folder);
  const cwd = consumer.folder;
  const environment = (env) => ({ ...bare, ...env });
  return {
    folder: cwd,
    command,
    remove: consumer.remove,
    environment,
    /** Runs it to its end. */
    run: (args, env, options) => run(command, args, { cwd, env: environment(env), ...options }),
    /** Starts it, with its standard output and error as pipes. */
    spawn: (args, env) => spawn(command, args, { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] }),
    /** Starts `leasehold emulator`. */
    emulator: (...args) => startEmulator(command, ['emulator', '--port', '0', ...args], { cwd }),
  };
}

/**
 * A server that keeps each request, and answers as it is told.
 *
 * @param {(request: {method: string, url: string}) => Promise<unknown> | unknown} [answer] gives the answer's JSON
 */
export async function recorder(answer = () => ({ id: 'x', data: [], next_page: null })) {
  const requests = [];
  const server = createServer(async (incoming, response) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method, url, headers } = incoming;
    const seen = { method, url, headers, body: Buffer.concat(chunks).toString() };
    requests.push(seen);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(await answer(seen)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, requests, close };
}

/** Queues a work item at a served emulator. */
export function queue({ ANTHROPIC_BASE_URL: url, ANTHROPIC_ENVIRONMENT_ID: environmentId }, options) {
  return ask(`${url}/_emulator/work`, { method: 'POST', body: JSON.stringify({ environmentId, ...options }) });
}

/** The work items of a served emulator. */
export async function itemsOf(values) {
  const { ANTHROPIC_BASE_URL: url, ANTHROPIC_ENVIRONMENT_ID: id, ANTHROPIC_ENVIRONMENT_KEY: key } = values;
  const headers = { authorization: `Bearer ${key}`, 'anthropic-version': '2023-06-01' };
  const items = [];
  let page = '';
  do {
    const answer = await ask(`${url}/v1/environments/${id}/work?limit=100${page}`, { headers });
    items.push(...answer.data);
    page = answer.next_page && `&page=${encodeURIComponent(answer.next_page)}`;
  } while (page);
  return items;
}

/** What happened at a served emulator. */
export function journalOf({ ANTHROPIC_BASE_URL: url }) {
  return ask(`${url}/_emulator/journal`, { headers: { accept: 'application/json' } });
}

/** The JSON that a server answers. Not by fetch, which may take a connection that the server is just closing because it was idle. */
function ask(url, { body, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: false, ...options }, async (incoming) => {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      if (incoming.statusCode === 200) resolve(JSON.parse(text));
      else reject(new Error(`${url} answered ${incoming.statusCode}: ${text}`));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** A shell line's words: what stands between quotes is one. */
export function words(line) {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plainWord]) => quoted ?? plainWord);
}

/** Starts a command that goes on, and waits for a line. */
export function startCommand(cli, args, env, wanted) {
  return start(cli.command, args, wanted, { cwd: cli.folder, env: cli.environment(env) });
}
