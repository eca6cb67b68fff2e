// The package as JSR wants it, in target/jsr/; tried without sending anything: `npm run jsr`. To publish, run `npx jsr publish` there.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { run } from './lib/command.mjs';
import { filesUnder, write } from './lib/files.mjs';
import { isMain } from './lib/is-main.mjs';
import { consoleDist, dist, root, target } from './lib/paths.mjs';
import { main } from './lib/say.mjs';

const entries = { '.': 'index', './calls': 'calls', './slim': 'slim', './emulator': 'emulator' };

/**
 * Writes the folder, from dist/ as it is.
 *
 * @returns {string} its path
 */
export function writeJsr() {
  const folder = join(target, 'jsr');
  rmSync(folder, { recursive: true, force: true });
  cpSync(dist, join(folder, 'dist'), { recursive: true, filter: isForImport });
  const { name, version, license, files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const file of ['README.md', ...files.filter((path) => path !== 'dist')]) cpSync(join(root, file), join(folder, file));
  const exports = Object.fromEntries(Object.entries(entries).map(([path, entry]) => [path, `./dist/${entry}.js`]));
  write(join(folder, 'jsr.json'), JSON.stringify({ name: `@${name}/${name}`, version, license, exports }, undefined, 2));
  for (const entry of Object.values(entries)) edit(join(folder, 'dist', `${entry}.js`), (text) => typed(text, entry));
  for (const file of filesUnder(join(folder, 'dist')).filter((path) => path.endsWith('.d.ts'))) edit(file, declared);
  return folder;
}

/** The command, and the page that it serves, are npm's. */
const isForImport = (path) => path !== consoleDist && !/[\\/]cli[^\\/]*\.js$/.test(path);

/** JSR looks for no declarations beside a script: the script has to name them. */
const typed = (text, entry) => `/* @ts-self-types="./${entry}.d.ts" */\n${text}`;

/** Declarations name files that are there, not the scripts that they speak of; and they add no library: Deno's has it. */
function declared(text) {
  return text.replace(/^\/\/\/ <reference lib=.*\n/gm, '').replace(/((?:from |import\()(['"])\.[^'"]*)\.js(\2)/g, '$1.d.ts$3');
}

function edit(path, change) {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

if (isMain(import.meta)) {
  await main(async () => {
    await build();
    const folder = writeJsr();
    await run(join(root, 'node_modules/.bin/deno'), ['publish', '--dry-run', '--allow-dirty'], { cwd: folder });
  });
}
