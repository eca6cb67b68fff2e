// The console: builds what is missing, serves it, and opens it. `npm run console -- --help`
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildConsole } from './console/build.mjs';
import { root } from './lib/paths.mjs';
import { main } from './lib/say.mjs';

await main(async () => {
  await buildConsole();
  // A terminal sends Ctrl-C to both of us: the server winds down, and we wait for it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const child = spawn(process.execPath, [join(root, 'examples/console/serve.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
});
