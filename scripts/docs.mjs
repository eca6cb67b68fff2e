// Writes the documentation of the JavaScript API to target/docs/, from the published types: `npm run docs`. A warning fails it.
import { join } from 'node:path';
import { build } from './build.mjs';
import { run } from './lib/command.mjs';
import { isMain } from './lib/is-main.mjs';
import { root, target } from './lib/paths.mjs';
import { main, say } from './lib/say.mjs';

/** Builds the package and writes its documentation; `typedoc.json` says how. */
export async function writeDocs() {
  await build();
  // The types are checked by the type tests, with settings that are stricter than these.
  const args = ['--skipErrorChecking', '--out', join(target, 'docs'), '--logLevel', 'Warn'];
  await run(process.execPath, [join(root, 'node_modules/typedoc/bin/typedoc'), ...args], { cwd: root });
}

if (isMain(import.meta)) {
  await main(async () => {
    await writeDocs();
    say(`the documentation is in ${join(target, 'docs/index.html')}`);
  });
}
