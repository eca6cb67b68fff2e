// The command from the packed package, and a server that it talks to.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { createInterface } from 'node:readline';
import { binary, install, run as runProgram, start } from '../emulator/served/support.mjs';

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
    run: (args, env, options) => (options?.input === undefined ? plain : fed)(command, args, { cwd, env: environment(env), ...options }),
    /** Starts it, with its standard output and error as pipes. */
    spawn: (args, env) => spawn(command, args, { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] }),
    /** Starts `leasehold emulator`. */
    emulator: (...args) => start(command, ['emulator', '--port', '0', ...args], { cwd }),
  };
}

function plain(command, args, options) {
  return runProgram(command, args, options);
}

/** With something on its standard input. */
function fed(command, args, { input, ...options }) {
  return new Promise((resolve) => {
    const child = execFile(command, args, options, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }));
    child.stdin.end(input);
  });
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

/**
 * Starts a command that goes on, and waits for a line.
 *
 * @param {ReturnType<typeof installed>} cli
 * @param {RegExp} wanted the line, of standard output or standard error
 */
export function startCommand(cli, args, env, wanted) {
  return started(cli.spawn(args, env), args, wanted);
}

/** The same with any program. */
export function startProgram(command, args, options, wanted) {
  return started(spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }), args, wanted);
}

async function started(child, args, wanted) {
  const [lines, values] = [[], {}];
  const closed = once(child, 'close');
  const found = await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        const [, name, value] = /^([A-Z_0-9]+)=(.*)$/.exec(line) ?? [];
        if (name) values[name] = value;
        const match = wanted.exec(line);
        if (match) resolve(match);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`${args.join(' ')} ended with ${code}: ${lines.join('\n')}`)));
  });
  const stop = async (signal = 'SIGTERM') => {
    child.kill(signal);
    await closed;
    return child.exitCode;
  };
  return { child, lines, values, found, stop, closed };
}
