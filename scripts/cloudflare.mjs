// The Cloudflare example on this machine: builds the package, installs it, and runs the Worker. `npm run cloudflare -- --help`
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installFor } from './lib/example.mjs';
import { root } from './lib/paths.mjs';
import { main } from './lib/say.mjs';
import { pack } from './pack.mjs';

const example = join(root, 'examples/cloudflare');

await main(async () => {
  const packages = await installFor({ example, name: 'cloudflare', tarball: await pack({ withConsole: false }) });
  // A terminal sends Ctrl-C to both of us: the example winds down, and we wait for it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const args = [join(example, 'local/main.mjs'), '--packages', packages, ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
});
