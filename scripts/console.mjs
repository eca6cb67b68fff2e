// The console: builds what is missing, serves it, and opens it. `npm run console -- --help`
import { join } from 'node:path';
import { buildConsole } from './console/build.mjs';
import { handOver } from './lib/command.mjs';
import { root } from './lib/paths.mjs';
import { main } from './lib/say.mjs';

await main(async () => {
  await buildConsole();
  return handOver(process.execPath, [join(root, 'examples/console/serve.mjs'), ...process.argv.slice(2)]);
});
