import { join } from 'node:path';
import { crate as fuzz } from '../fuzz/targets.mjs';
import { root, target } from '../lib/paths.mjs';
import { withRustFlags } from '../lib/rust-flags.mjs';
import { folder as rustExamples, rustTarget } from '../rust/build.mjs';
import { checks } from './counts.mjs';

const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
const everything = ['--locked', '--all-targets'];
const library = ['--locked', '--lib', '--no-default-features', '--features'];
const strict = ['--', '-D', 'warnings'];
const onWasm = ['--target', 'wasm32-unknown-unknown'];

/** rustfmt and biome; `npm run format` puts right what they can. */
export function formatting({ host: env }) {
  return checks([
    { command: 'cargo', args: ['fmt', '--check'], cwd: root, env },
    { command: 'cargo', args: ['fmt', '--check'], cwd: fuzz, env },
    { command: 'cargo', args: ['fmt', '--check', '--all'], cwd: rustExamples, env },
    { command: process.execPath, args: [biome, 'check', '--error-on-warnings'], cwd: root, env },
  ]);
}

/** clippy over everything, on both sides; and the crate's documentation, whose links lead somewhere. */
export async function linting(environment) {
  const host = { command: 'cargo', args: ['clippy', ...everything, '--features', 'emulator', ...strict], cwd: root, env: environment.host };
  // A workspace of its own, over the same crate: its lints are its own too.
  const fuzzing = { command: 'cargo', args: ['clippy', ...everything, ...strict], cwd: fuzz, env: inFolder(environment.host, 'fuzz') };
  const wasm = environment.wasmClippy ? clippyOnWasm : checkOnWasm;
  const parts = ['emulator', 'calls'].map((part) => wasm(environment.wasm, [...library, part]));
  const counts = await checks([
    host,
    fuzzing,
    wasm(environment.wasm, everything),
    ...parts,
    nativeExample(environment.host),
    pages(environment.host),
  ]);
  return environment.wasmClippy ? counts : { ...counts, note: 'wasm32: cargo check only, its toolchain has no clippy here' };
}

/** The documentation of the crate. */
function pages(env) {
  return {
    command: 'cargo',
    args: ['doc', '--locked', '--no-deps', '--features', 'emulator'],
    cwd: root,
    env: { ...env, RUSTDOCFLAGS: '-D warnings' },
  };
}

/** examples/rust/native. The page has its clippy where it is built: that one is not cheap. */
function nativeExample(env) {
  const args = ['clippy', '--locked', '--all-targets', '--package', 'leasehold-native', ...strict];
  return { command: 'cargo', args, cwd: rustExamples, env: { ...env, CARGO_TARGET_DIR: rustTarget } };
}

function clippyOnWasm(env, what) {
  return { command: 'cargo', args: ['clippy', ...what, ...onWasm, ...strict], cwd: root, env: withAddress(env) };
}

function checkOnWasm(env, what) {
  return { command: 'cargo', args: ['check', ...what, ...onWasm], cwd: root, env: withRustFlags(withAddress(env), ['-Dwarnings']) };
}

function inFolder(env, name) {
  return { ...env, CARGO_TARGET_DIR: join(target, name) };
}

/** The suites compile in the test server's address; none runs here. */
function withAddress(env) {
  return { ...env, LEASEHOLD_TEST_SERVER: 'http://127.0.0.1:9' };
}
