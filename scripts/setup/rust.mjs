import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { capture, which } from '../lib/command.mjs';
import { Stop } from '../lib/say.mjs';
import { atLeast, packageField } from '../lib/versions.mjs';
import { missing } from './advice.mjs';
import { install } from './apt.mjs';
import { debianEnvironment, installDebianRust } from './debian-rust.mjs';

/** A Rust that is new enough, and the C linker that it calls. */
export async function ensureRust(environment) {
  await ensureCompiler(environment);
  if (process.platform !== 'win32' && !which('cc', environment.host)) {
    const why = 'the linker that Rust calls for its build scripts and macros; about a minute';
    if (!(await install(['gcc', 'libc6-dev'], why))) throw missing('linker', 'There is no `cc`, the linker that Rust calls.');
  }
}

async function ensureCompiler(environment) {
  addCargoHome(environment);
  const oldest = packageField('rust-version');
  const found = await rustVersion(environment.host);
  if (found && atLeast(found, oldest)) return;
  const debian = debianEnvironment(environment.host);
  if ((await installDebianRust()) && atLeast((await rustVersion(debian)) ?? '0', oldest)) {
    environment.host = environment.wasm = debian;
    return;
  }
  if (!found && which('rustup', environment.host)) throw new Stop('rustup is there, but has no toolchain: rustup default stable');
  const state = found ? `Rust ${found} is there (${which('rustc', environment.host)}), but` : 'There is no Rust (rustc and cargo), and';
  throw missing('rust', `${state} ${oldest} or newer is needed.`);
}

/** Whoever has just installed rustup may not have opened a new shell yet. */
function addCargoHome(environment) {
  const bin = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'bin');
  if (!which('cargo', environment.host) && existsSync(join(bin, 'cargo'))) environment.addTools(bin);
}

/** What `rustc --version` says, when cargo is there as well. A rustup without a default toolchain has neither. */
async function rustVersion(env) {
  const [rustc, cargo] = await Promise.all([capture('rustc', ['--version'], { env }), capture('cargo', ['--version'], { env })]);
  return cargo.code === 0 ? rustc.stdout.match(/^rustc (\S+)/)?.[1] : undefined;
}
