import { join } from 'node:path';
import { build } from '../build.mjs';
import { run } from '../lib/command.mjs';
import { fingerprint, unlessDone } from '../lib/files.mjs';
import { dist, root, target } from '../lib/paths.mjs';
import { say } from '../lib/say.mjs';
import { setup } from '../setup.mjs';

const folder = join(root, 'examples/console');
const sources = ['src', 'public', 'server', 'index.html', 'vite.config.ts', 'package-lock.json'].map((name) => join(folder, name));

/** Brings the package and the console's page up to date; what did not change is skipped. */
export async function buildConsole() {
  await build();
  await setup(['console-modules']);
  const outputs = [join(folder, 'dist/index.html')];
  await unlessDone({ stamp: join(target, 'console.stamp'), key: fingerprint([...sources, dist]), outputs }, async () => {
    say('building the console (seconds)');
    await run(process.execPath, [join(folder, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
      cwd: folder,
      stdout: 'stderr',
    });
  });
}
