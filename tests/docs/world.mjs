// Where a snippet runs: an emulator behind HTTP with an environment in it, and programs that find both by their variables.
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { Client } from 'leasehold';
import { Emulator } from 'leasehold/emulator';
import { Miniflare } from 'miniflare';
import { toNodeHandler } from 'srvx/node';
import { root } from '../../scripts/lib/paths.mjs';
import { run } from '../support/programs.mjs';

/** Opens a world, whose leases beat about once a second; `answer` may answer before the emulator does, and `close()` ends it. */
export async function openWorld() {
  const emulator = new Emulator({ defaultTtlSeconds: 3 });
  const account = new Client({ apiKey: emulator.apiKey, fetch: emulator.fetch });
  const { id } = await account.environments.create({ name: 'there before', config: { type: 'self_hosted' } });
  const world = { emulator, account, id, key: emulator.environmentKey(id), answer: () => undefined };
  const handler = toNodeHandler((request) => world.answer(request) ?? emulator.fetch(request));
  const server = createServer((request, response) => handler(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'leasehold-docs-'));
  // As it is installed: the package under its name, beside the official SDK.
  mkdirSync(join(folder, 'node_modules/@anthropic-ai'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/leasehold'), 'junction');
  symlinkSync(join(root, 'node_modules/@anthropic-ai/sdk'), join(folder, 'node_modules/@anthropic-ai/sdk'), 'junction');
  const close = () => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  };
  return Object.assign(world, { baseURL: `http://127.0.0.1:${server.address().port}`, folder, close });
}

/** The states of the environment's items, in the order in which they were queued. */
export async function statesIn({ account, id, key }) {
  const { work } = account.withOptions({ authToken: key }).environments;
  const states = [];
  for await (const { state } of work.list(id)) states.unshift(state);
  return states;
}

/** The variables by which `new Client()`, the official SDK and the command find the world, with an API key or as a worker. */
export const variablesOf = ({ emulator, id, key, baseURL }, caller) => ({
  ANTHROPIC_BASE_URL: baseURL,
  ANTHROPIC_ENVIRONMENT_ID: id,
  ...(caller === 'worker' ? { ANTHROPIC_ENVIRONMENT_KEY: key } : { ANTHROPIC_API_KEY: emulator.apiKey }),
});

/** Runs Node in the world's folder, and gives what it printed. Throws unless it ends well, and in time: what takes longer waits in vain. */
export async function runNode({ folder }, args, variables) {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('ANTHROPIC_') && !name.startsWith('NODE_'));
  const env = { ...Object.fromEntries(others), ...variables };
  const { code, stdout, stderr } = await run(process.execPath, args, { cwd: folder, env, input: '', killSignal: 'SIGKILL' });
  if (code !== 0) throw new Error(`it ended with ${code}\n${stdout}${stderr}`);
  return stdout;
}

/** Writes a file into the world's folder. */
export const put = ({ folder }, name, text) => writeFileSync(join(folder, name), text);

/**
 * A workerd with a module as a bundler makes it. Whatever it fetches is answered by the emulator, wherever it is sent to.
 *
 * @param {object} world
 * @param {string} text the module
 * @param {object} [options] of Miniflare's
 */
export async function openWorkerd({ emulator, folder }, text, options) {
  const bundled = await build({
    stdin: { contents: text, resolveDir: folder, sourcefile: 'snippet.mjs' },
    bundle: true,
    write: false,
    logLevel: 'silent',
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['*.wasm', 'cloudflare:workers'],
  });
  return new Miniflare({
    cf: false,
    compatibilityDate: '2026-04-01',
    outboundService: (request) => emulator.fetch(request),
    modules: [
      { type: 'ESModule', path: 'worker.mjs', contents: bundled.outputFiles[0].text },
      { type: 'CompiledWasm', path: 'leasehold.wasm', contents: readFileSync(join(root, 'dist/leasehold.wasm')) },
    ],
    ...options,
  });
}
