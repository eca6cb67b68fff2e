// Debian's Rust for web browsers: a compiler that is new enough on a stable Debian, beside whatever else is installed.
// It comes without a standard library for wasm32, but with the source of one.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, withPath } from '../lib/command.mjs';
import { write } from '../lib/files.mjs';
import { cache, target } from '../lib/paths.mjs';
import { withoutMachinePaths, withRustFlags } from '../lib/rust-flags.mjs';
import { say } from '../lib/say.mjs';
import { asRoot, canInstall, install } from './apt.mjs';

const commands = ['rustc', 'cargo', 'rustdoc', 'rustfmt', 'cargo-fmt', 'cargo-clippy', 'clippy-driver'];
const wasmLibraries = '/usr/lib/rustlib/wasm32-unknown-unknown/lib';

/** Whether Debian's packages can be had, or are there already. */
export function isDebian() {
  return existsSync('/usr/bin/dpkg');
}

/** Whether Debian's own compiler is there. */
export function hasDebianRust() {
  return isDebian() && existsSync('/usr/bin/rustc') && existsSync('/usr/bin/cargo');
}

/** An environment in which Debian's Rust is found, but no other command of /usr/bin before the user's own. */
export function debianEnvironment(env) {
  const shims = join(cache, 'debian-rust');
  if (isDebian()) linkShims(shims);
  // cargo looks in its home before PATH unless PATH names it: there may be rustup's clippy.
  const cargoHome = join(env.CARGO_HOME ?? join(homedir(), '.cargo'), 'bin');
  return { ...withPath(env, [shims], [cargoHome]), RUSTUP_TOOLCHAIN: undefined };
}

/** The compiler, cargo, the source of the standard library and a linker for wasm32. */
export async function installDebianRust() {
  const packages = ['rustc-web', 'cargo-web', 'rust-web-src', 'lld-22'];
  return isDebian() && (await install(packages, 'a Rust that can compile to WebAssembly (about 200 MB, a minute or two)'));
}

/** Builds the standard library for wasm32 and puts it where the compiler looks for it. */
export async function buildWasmStd(env) {
  if (!(await canInstall())) return false;
  say("building Rust's standard library for wasm32, once for this machine: about half a minute");
  const folder = mkdtempSync(join(tmpdir(), 'leasehold-std-'));
  try {
    await compileStd(folder, env);
    await installStd(join(folder, 'target/wasm32-unknown-unknown/release/deps'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  // cargo does not notice that the standard library is another one.
  rmSync(join(target, 'wasm32-unknown-unknown'), { recursive: true, force: true });
  return true;
}

async function compileStd(folder, env) {
  write(join(folder, 'Cargo.toml'), '[package]\nname = "seed"\nversion = "0.0.0"\nedition = "2021"\n');
  write(join(folder, 'src/lib.rs'), '');
  const flags = ['--release', '-Z', 'build-std=std,panic_abort,panic_unwind,test', '--target', 'wasm32-unknown-unknown'];
  const own = { CARGO_TARGET_DIR: join(folder, 'target'), RUSTC_BOOTSTRAP: '1', RUSTFLAGS: undefined, CARGO_ENCODED_RUSTFLAGS: undefined };
  // Without bitcode in it, `lto = true` fails later. And panic messages name sources: not by their place on this machine.
  const flagged = withRustFlags({ ...env, ...own }, ['-Cembed-bitcode=yes', ...withoutMachinePaths(env)]);
  await run('cargo', ['build', '--quiet', ...flags], { cwd: folder, env: flagged, stdout: 'stderr' });
}

async function installStd(built) {
  const ready = join(built, 'rlibs');
  mkdirSync(ready);
  const libraries = readdirSync(built).filter((name) => name.endsWith('.rlib') && !name.startsWith('libseed-'));
  for (const name of libraries) copyFileSync(join(built, name), join(ready, name));
  // Two versions of one library side by side would be refused as ambiguous.
  await asRoot('rm', ['-rf', wasmLibraries]);
  await asRoot('mkdir', ['-p', wasmLibraries]);
  await asRoot('cp', [...libraries.map((name) => join(ready, name)), wasmLibraries]);
}

function linkShims(shims) {
  mkdirSync(shims, { recursive: true });
  for (const name of commands) {
    const [link, command] = [join(shims, name), `/usr/bin/${name}`];
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    if (existsSync(command)) symlinkSync(command, link);
  }
}
