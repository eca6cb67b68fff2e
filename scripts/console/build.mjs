import { join } from 'node:path';
import { build } from '../build.mjs';
import { fingerprint, unlessDone } from '../lib/files.mjs';
import { dist, target } from '../lib/paths.mjs';
import { say } from '../lib/say.mjs';
import { setup } from '../setup.mjs';
import { folder, sources, vite } from './vite.mjs';

/** Brings the package and the console's page up to date; what did not change is skipped. */
export async function buildConsole() {
  await build();
  await setup(['console-modules']);
  const outputs = [join(folder, 'dist/index.html')];
  await unlessDone({ stamp: join(target, 'console.stamp'), key: fingerprint([...sources, dist]), outputs }, async () => {
    say('building the console (seconds)');
    await vite('build');
  });
}
