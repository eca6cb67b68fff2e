// `leasehold console`: the web console on this machine, and a proxy that adds the key to what the page sends.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { serve } from 'srvx/node';
import { warnOfSecrets } from '../call/client.mjs';
import { Refusal } from '../refusal.mjs';
import { announce, interrupted } from '../serving.mjs';
import { fileServer } from './files.mjs';
import { apiProxy, withoutSlash } from './proxy.mjs';

const API = 'https://api.anthropic.com';
const HOST = '127.0.0.1';

// No inline script, no style attribute, nobody else's anything, no text that becomes markup.
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  ...['style-src', 'font-src', 'img-src', 'connect-src'].map((kind) => `${kind} 'self'`),
  ...['base-uri', 'form-action', 'frame-ancestors', 'trusted-types'].map((kind) => `${kind} 'none'`),
  "require-trusted-types-for 'script'",
].join('; ');

/** With every answer. The page's address holds what opens the proxy: it goes to nobody, and nobody may put the page into a frame. */
const headers = {
  'content-security-policy': policy,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

export async function run(command, { values, given }) {
  warnOfSecrets(command, given);
  const dist = join(dirname(createRequire(import.meta.url).resolve('leasehold/package.json')), 'dist');
  const page = join(dist, 'console');
  if (!existsSync(join(page, 'index.html'))) throw new Refusal(`this package has no console in it: ${page} is missing`);
  const target = values.emulator ? await emulated() : apiOf(values);

  // Other users of the machine reach the port too; they do not know this.
  const prefix = `/${randomBytes(18).toString('base64url')}/api`;
  // The page imports the client from the package that it is in.
  const [files, proxy] = [fileServer(dist), apiProxy({ ...target, prefix })];
  let hosts = [];
  const chosen = (request) => {
    const { pathname, host } = new URL(request.url);
    // A name of somebody else's that leads here is how a page of theirs would read what this server says.
    if (!hosts.includes(host)) return new Response('this server answers on loopback addresses only\n', { status: 421 });
    return pathname.startsWith(`${prefix}/`) ? proxy(request) : files(request);
  };
  const answer = async (request) => {
    const response = await chosen(request);
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  };
  const server = serve({ fetch: answer, hostname: HOST, port: values.port, silent: true, gracefulShutdown: false });
  await server.ready().catch(async (error) => {
    await target.close?.();
    throw new Refusal(`cannot listen on ${HOST}:${values.port}: ${error.message}`);
  });
  const { port, origin } = new URL(server.url);
  hosts = [HOST, 'localhost'].map((name) => (port ? `${name}:${port}` : name));
  const query = new URLSearchParams({ api: prefix, [values.emulator ? 'emulator' : 'upstream']: withoutSlash(target.baseURL) });
  console.log(`leasehold console: ${origin}/console/?${query}`);
  await interrupted();
  await server.close(true);
  await target.close?.();
  return 0;
}

function apiOf(values) {
  const { ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, ANTHROPIC_ENVIRONMENT_KEY } = process.env;
  const apiKey = values['api-key'] ?? ANTHROPIC_API_KEY;
  if (!apiKey) throw new Refusal('no credential: set ANTHROPIC_API_KEY, or give --api-key; or try it with --emulator');
  return {
    baseURL: values['base-url'] ?? (ANTHROPIC_BASE_URL || API),
    allowInsecureBaseURL: values['allow-insecure-base-url'],
    apiKey,
    environmentKey: ANTHROPIC_ENVIRONMENT_KEY,
  };
}

/** An emulator of its own. Its keys are shown, so that workers can join in. */
async function emulated() {
  const { Emulator } = await import('leasehold/emulator');
  const [{ populate }, { serveEmulator }] = await Promise.all([import('../seed.mjs'), import('../server.mjs')]);
  const { emulator, environments } = await populate(Emulator, {});
  const { url, close } = await serveEmulator(emulator, { hostname: HOST, port: 0, log: () => {} });
  announce(url, emulator, environments);
  return { baseURL: url, apiKey: emulator.apiKey, close };
}
