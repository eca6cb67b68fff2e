import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { triple } from '../build/wasm.mjs';
import { run } from '../lib/command.mjs';
import { fingerprint, unlessDone } from '../lib/files.mjs';
import { root, target } from '../lib/paths.mjs';
import { withoutMachinePaths, withRustFlags } from '../lib/rust-flags.mjs';
import { say } from '../lib/say.mjs';
import { setup } from '../setup.mjs';

/** The workspace of the Rust examples. */
export const folder = join(root, 'examples/rust');

/** Where cargo puts what it makes of them: apart, because its flags are others than the package's. */
export const rustTarget = join(target, 'rust');

const { platform } = process;
const common = ['Cargo.toml', 'Cargo.lock', 'src', 'js'].map((name) => join(root, name));
const sources = (name) => [...common, ...['Cargo.toml', 'Cargo.lock', name].map((path) => join(folder, path))];

/**
 * Builds the native program, where something has changed.
 *
 * @param {{tls?: boolean}} [options] `tls` is what https needs
 * @returns {Promise<string>} its path
 */
export async function buildNative({ tls = false } = {}) {
  const { host } = await setup(['rust']);
  const binary = join(rustTarget, 'debug', platform === 'win32' ? 'leasehold-native.exe' : 'leasehold-native');
  const features = tls ? ['--features', 'tls'] : [];
  const step = { stamp: join(rustTarget, 'native.stamp'), key: fingerprint(sources('native'), features), outputs: [binary] };
  await unlessDone(step, async () => {
    say(`building examples/rust/native${tls ? ' with TLS' : ''} (a minute or two at first, then seconds)`);
    await cargo(['build', '--quiet', '--locked', '--package', 'leasehold-native', ...features], host);
  });
  return binary;
}

/**
 * Builds the page, where something has changed: the wasm, the JavaScript that loads it, and the files beside them.
 *
 * @returns {Promise<string>} the folder to serve
 */
export async function buildPage() {
  const { wasm, wasmCompiler } = await setup(['rust', 'wasm-target', 'wasm-bindgen']);
  const built = join(rustTarget, 'page');
  const key = fingerprint(sources('page'), [wasmCompiler]);
  const step = { stamp: join(rustTarget, 'page.stamp'), key, outputs: [join(built, 'leasehold-page_bg.wasm')] };
  await unlessDone(step, async () => {
    say('building examples/rust/page (a minute or two at first, then seconds)');
    const env = withRustFlags(wasm, withoutMachinePaths(wasm));
    await cargo(['build', '--quiet', '--locked', '--release', '--package', 'leasehold-page', '--target', triple], env);
    rmSync(built, { recursive: true, force: true });
    mkdirSync(built, { recursive: true });
    const compiled = join(rustTarget, triple, 'release/leasehold-page.wasm');
    const flags = ['--target', 'web', '--no-typescript', '--remove-name-section', '--out-dir', built];
    await run('wasm-bindgen', [...flags, compiled], { env: wasm, stdout: 'stderr' });
    for (const name of ['index.html', 'start.js', 'style.css']) copyFileSync(join(folder, 'page', name), join(built, name));
  });
  return built;
}

function cargo(args, env) {
  return run('cargo', args, { cwd: folder, env: { ...env, CARGO_TARGET_DIR: rustTarget }, stdout: 'stderr' });
}
