// The main job: builds the package, installs it elsewhere, and runs a worker from there. `npm start -- --items 50`
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { handOver } from './lib/command.mjs';
import { installFor } from './lib/example.mjs';
import { root, target } from './lib/paths.mjs';
import { main } from './lib/say.mjs';
import { pack } from './pack.mjs';

const example = join(root, 'examples/quickstart');
const consumer = join(target, 'start');

await main(async () => {
  // Nobody opens its console, and what that is built with would have to be installed first.
  const tarball = await pack({ withConsole: false });
  await installFor({ example, name: 'start', tarball });
  // As a user would have it: the program beside its packages.
  for (const file of readdirSync(example).filter((name) => name.endsWith('.mjs'))) cpSync(join(example, file), join(consumer, file));
  return handOver(process.execPath, ['main.mjs', ...process.argv.slice(2)], { cwd: consumer });
});
