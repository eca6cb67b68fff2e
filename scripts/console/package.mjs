import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { filesUnder, fingerprint, syncFolder, unlessDone } from '../lib/files.mjs';
import { consoleDist, root, target } from '../lib/paths.mjs';
import { say } from '../lib/say.mjs';
import { setup } from '../setup.mjs';
import { folder, sources, vite } from './vite.mjs';

const packages = join(folder, 'package-lock.json');

/**
 * Brings dist/console/ up to date: the page that `leasehold console` serves. It holds no leasehold of its own but imports what the
 * package has, so that it has to be built anew only when it itself has changed.
 */
export async function packageConsole() {
  await setup(['console-modules']);
  const key = fingerprint([...sources, join(root, 'scripts/console')]);
  await unlessDone({ stamp: join(target, 'console-package.stamp'), key, outputs: [join(consoleDist, 'index.html')] }, async () => {
    say('building the console for the package (seconds)');
    const built = join(target, 'console');
    await vite('build', '--mode', 'package', '--outDir', built, '--emptyOutDir');
    const files = new Map(filesUnder(built).map((file) => [relative(built, file), readFileSync(file)]));
    files.set('THIRD-PARTY-NOTICES.txt', notices());
    syncFolder(consoleDist, files);
  });
}

/** The licences of what is built into the page: everything that is not only for development. */
function notices() {
  const inside = Object.entries(JSON.parse(readFileSync(packages, 'utf8')).packages).filter(
    ([path, { dev, link }]) => path.startsWith('node_modules/') && !dev && !link,
  );
  const notice = ([path, { version }]) =>
    `${path.slice('node_modules/'.length)} ${version}\n\n${readFileSync(join(folder, path, 'LICENSE'), 'utf8')
      .replaceAll('\r\n', '\n')
      .trim()}\n`;
  return ['What is inside the console\n', ...inside.map(notice)].join(`\n${'-'.repeat(80)}\n`);
}
