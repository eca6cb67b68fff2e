import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { capture, run } from '../lib/command.mjs';
import { fingerprint, unlessDone } from '../lib/files.mjs';
import { root, target } from '../lib/paths.mjs';
import { withoutMachinePaths, withRustFlags } from '../lib/rust-flags.mjs';
import { Stop, say } from '../lib/say.mjs';
import { withGuard, withStart } from './guard.mjs';
import { withShortNames } from './names.mjs';
import { ranked } from './order.mjs';
import { withObjectStack } from './stack.mjs';
import { withoutShims } from './table.mjs';
import { trimmed } from './trim.mjs';

/** What everything is compiled for. */
export const triple = 'wasm32-unknown-unknown';

/** Which part of the crate is in which wasm. */
export const features = {
  client: ['--features', 'small-allocator'],
  calls: ['--no-default-features', '--features', 'calls,small-allocator'],
  panics: ['--features', 'small-allocator,forced-panic'],
  emulator: ['--no-default-features', '--features', 'emulator,small-allocator'],
  'emulator-panics': ['--no-default-features', '--features', 'emulator,small-allocator,forced-panic'],
};

const cargoFlags = ['build', '--release', '--locked', '--lib', '--target', triple];

// js/panic.js puts it back after an exception.
const stackPointer = ['-Clink-arg=--export=__stack_pointer'];

const bindgenFlags = ['--target', 'web', '--out-name', 'leasehold'];
// The glue's own loader would name leasehold_bg.wasm by URL, and bundlers would look for it.
bindgenFlags.push('--omit-default-module-path', '--remove-producers-section');

// Named one by one: --all-features can write a binary that V8 refuses.
const wasmFeatures = ['bulk-memory', 'nontrapping-float-to-int', 'sign-ext', 'mutable-globals', 'reference-types', 'multivalue'];
// Nothing lies below 1024: the stack's far end does.
const memoryFlags = ['--low-memory-unused', '--strip-target-features', ...wasmFeatures.map((feature) => `--enable-${feature}`)];
// The second time it finds what the first has laid open: 0.2 KB. A compressor likes what repeats better than what is short: a function
// that only one calls stays one where it is long, or its locals would be numbered anew (0.4); alignments, hints that no engine takes, all
// say the same (0.2); expressions may stand twice (0.2), and data is one piece (0.1). And names are for compressors to fail at; names.mjs
// tells the glue.
const shrinking = ['-Oz', '-Oz', '--dealign', '--one-caller-inline-max-function-size=100'];
shrinking.push('--skip-pass=local-cse', '--skip-pass=memory-packing', '--minify-imports-and-exports-and-modules');
// In the order of order.mjs. The two levels are those of `-Oz`, for how it is written.
const ordering = ['--reorder-functions-by-name', '--optimize-level=2', '--shrink-level=2'];

/** What wasm-bindgen made, before wasm-opt: with names. */
const compiledFile = 'compiled.wasm';

/** What of the scripts has a part in the wasm and its glue. */
const own = [
  ...['wasm', 'guard', 'names', 'order', 'stack', 'table', 'trim'].map((name) => `build/${name}`),
  'lib/module',
  'lib/rust-flags',
];

/** The package that has wasm-opt; it is there once set-up has run. */
const optimiser = () => createRequire(import.meta.url).resolve('binaryen/package.json');

/** Where the wasm and its glue are: `leasehold.js`, `leasehold.d.ts`, `leasehold_bg.wasm`. */
export function bindgenFolder(name) {
  return join(target, 'bindgen', name);
}

/**
 * Compiles one of the WebAssembly modules and writes its glue.
 *
 * @param {keyof typeof features} name
 * @param {import("../setup/environment.mjs").Environment} environment
 */
export async function buildWasm(name, { wasm: env, wasmCompiler }) {
  const folder = bindgenFolder(name);
  const sources = ['src', 'js', 'Cargo.toml', 'Cargo.lock', ...own.map((name) => `scripts/${name}.mjs`)];
  // Its package.json says which one it is.
  const inputs = [...sources.map((path) => join(root, path)), optimiser()];
  const stamp = join(target, 'bindgen', `${name}.stamp`);
  const outputs = ['leasehold.js', 'leasehold_bg.wasm'].map((file) => join(folder, file));
  await unlessDone({ stamp, key: fingerprint(inputs, [wasmCompiler]), outputs }, async () => {
    say(`compiling the ${name} to WebAssembly (a minute at first, then seconds)`);
    const compiled = await compile(name, env);
    rmSync(folder, { recursive: true, force: true });
    await run('wasm-bindgen', [...bindgenFlags, '--out-dir', folder, compiled], { env, stdout: 'stderr' });
    await optimise(name);
  });
}

async function compile(name, env) {
  await run('cargo', ['fetch', '--quiet', '--locked', '--target', triple], { cwd: root, env, stdout: 'stderr' });
  const flagged = withRustFlags({ ...env, CARGO_TARGET_DIR: target }, [...withoutMachinePaths(env), ...stackPointer]);
  await run('cargo', [...cargoFlags, ...features[name]], { cwd: root, env: flagged, stdout: 'stderr' });
  return join(target, triple, 'release/leasehold.wasm');
}

async function optimise(name) {
  const folder = bindgenFolder(name);
  const [path, glue] = ['leasehold_bg.wasm', 'leasehold.js'].map((file) => join(folder, file));
  const before = join(folder, compiledFile);
  writeFileSync(before, withObjectStack(withoutShims(readFileSync(path))));
  const renamed = JSON.parse(await wasmOpt(shrinking, before, path));
  writeFileSync(path, ranked(readFileSync(path)));
  await wasmOpt(ordering, path, path);
  const named = withShortNames(withGuard(trimmed(readFileSync(glue, 'utf8'))), renamed);
  writeFileSync(glue, name === 'client' ? withStart(named) : named);
  await WebAssembly.compile(readFileSync(path)).catch((error) => {
    throw new Stop(`wasm-opt wrote a module that this engine refuses: ${error.message}`);
  });
}

/** One of the modules as it is published, with the names of its functions: for whoever wants to know what is in it. */
export async function withNames(name) {
  const path = join(bindgenFolder(name), 'named.wasm');
  await wasmOpt([...shrinking, '-g'], join(bindgenFolder(name), compiledFile), path);
  return path;
}

/** Gives what it prints: where that is asked for, the short names of imports and exports. */
async function wasmOpt(flags, from, to) {
  const command = [join(dirname(optimiser()), 'bin/wasm-opt'), ...memoryFlags, ...flags, from, '-o', to];
  const { code, stdout, stderr } = await capture(process.execPath, command);
  if (code !== 0) throw new Stop(`wasm-opt ended with ${code}: ${stderr}`);
  return stdout;
}
