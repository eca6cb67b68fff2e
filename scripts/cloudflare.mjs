// The Cloudflare example on this machine: builds the package, installs it, and runs the Worker. `npm run cloudflare -- --help`
import { join } from 'node:path';
import { handOver } from './lib/command.mjs';
import { installFor } from './lib/example.mjs';
import { root } from './lib/paths.mjs';
import { main } from './lib/say.mjs';
import { pack } from './pack.mjs';

const example = join(root, 'examples/cloudflare');

await main(async () => {
  const packages = await installFor({ example, name: 'cloudflare', tarball: await pack({ withConsole: false }) });
  return handOver(process.execPath, [join(example, 'local/main.mjs'), '--packages', packages, ...process.argv.slice(2)]);
});
