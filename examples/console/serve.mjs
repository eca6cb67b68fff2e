// Serves the built console, with the proxy that keeps the API key on this side.
//
//   node serve.mjs                 the emulator inside the page
//   node serve.mjs --served        an emulator of its own behind the proxy
//   ANTHROPIC_API_KEY=… node serve.mjs
//                                  the API behind the proxy; ANTHROPIC_BASE_URL says where another one is
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { preview } from 'vite';

const usage = `usage: npm run console -- [options]

  --port <number>   where to listen; 0 for any free port (default 4173, or the next that is free)
  --served          starts an emulator as a server, and reaches it through the proxy
  --no-open         opens no browser

With ANTHROPIC_API_KEY set the proxy reaches the API with it, at ANTHROPIC_BASE_URL; the page never sees the key.`;

const here = fileURLToPath(new URL('.', import.meta.url));
const values = options();
if (values.help) {
  console.log(usage);
  process.exit();
}
const emulator = values.served ? await serveEmulator() : undefined;
const behindProxy = Boolean(emulator ?? process.env.ANTHROPIC_API_KEY);
const path = behindProxy ? '/?api=/api' : '/?api=emulator';
const server = await preview({
  root: here,
  logLevel: 'warn',
  preview: { port: Number(values.port), open: values.open && canOpen() ? path : false },
}).catch(refused);
const [url] = server.resolvedUrls?.local ?? [];
console.log(`console: ${new URL(path, url)}`);
if (behindProxy) console.log(`API: ${process.env.ANTHROPIC_BASE_URL || 'https://api.anthropic.com'}, through /api`);
else console.log('API: the emulator inside the page');

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    emulator?.kill('SIGTERM');
    await server.close();
    process.exit();
  });
}

function options() {
  const known = {
    port: { type: 'string', default: '4173' },
    served: { type: 'boolean', default: false },
    open: { type: 'boolean', default: true },
    help: { type: 'boolean', short: 'h', default: false },
  };
  try {
    return parseArgs({ options: known, allowNegative: true }).values;
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    return process.exit(2);
  }
}

/** `npx leasehold emulator`, and what it prints as our environment: vite.config.ts reads it there. */
async function serveEmulator() {
  const command = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
  const args = [command, 'emulator', '--port', '0', '--quiet', '--seed-file', `${here}served.json`];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.once('exit', (code) => code && process.exit(code));
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = line.match(/^(ANTHROPIC_(?:BASE_URL|API_KEY))=(.+)$/) ?? [];
    if (name) process.env[name] = value;
    if (name === 'ANTHROPIC_API_KEY') break;
  }
  return child;
}

/** A key that is none, or an API that none may be sent to. */
function refused(error) {
  console.error(`console: ${error.message}`);
  emulator?.kill('SIGTERM');
  return process.exit(2);
}

function canOpen() {
  const { platform, env } = process;
  return process.stdout.isTTY && (platform !== 'linux' || Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY));
}
