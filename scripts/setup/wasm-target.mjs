import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { capture, which } from '../lib/command.mjs';
import { write } from '../lib/files.mjs';
import { cache } from '../lib/paths.mjs';
import { say } from '../lib/say.mjs';
import { missing } from './advice.mjs';
import { buildWasmStd, debianEnvironment, hasDebianRust, installDebianRust, isDebian } from './debian-rust.mjs';

const triple = 'wasm32-unknown-unknown';

/** A compiler with the standard library for wasm32: the user's own where it has it or rustup can add it, else Debian's. */
export async function ensureWasmTarget(environment) {
  const only = process.env.LEASEHOLD_RUST;
  const ways = [];
  if (only !== 'debian') ways.push(() => environment.host);
  if (only !== 'rustup' && hasDebianRust()) ways.push(() => debianEnvironment(environment.host));
  if (only !== 'debian') ways.push(() => addWithRustup(environment.host));
  if (only !== 'rustup' && isDebian()) ways.push(() => addWithDebian(environment.host));

  for (const way of ways) {
    const found = await thatCompiles(await way());
    if (found) return Object.assign(environment, found);
  }
  throw missing('wasm-target', `There is no Rust here that can compile to ${triple}.`);
}

async function addWithRustup(env) {
  if (!which('rustup', env)) return undefined;
  say(`rustup target add ${triple}: the standard library for WebAssembly (about 20 MB)`);
  const { code, stderr } = await capture('rustup', ['target', 'add', triple], { env, timeoutMs: 180_000 });
  if (code === 0) return env;
  say(`rustup could not get it: ${stderr.trim().split('\n').pop().slice(0, 200)}`);
  return undefined;
}

async function addWithDebian(env) {
  if (!(await installDebianRust())) return undefined;
  const debian = debianEnvironment(env);
  if (await thatCompiles(debian)) return debian; // Somebody built the library before.
  return (await buildWasmStd(debian)) ? debian : undefined;
}

/**
 * The environment, completed by a linker where the compiler has none of its own; undefined when it cannot compile to wasm32.
 *
 * @returns {Promise<{wasm: NodeJS.ProcessEnv, wasmCompiler: string} | undefined>}
 */
async function thatCompiles(env) {
  const compiler = env && (await describe(env));
  if (!compiler) return undefined;
  const linker = compiler.hasLinker ? undefined : findLinker(env, compiler.llvm);
  const complete = linker ? { ...env, CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: linker } : env;
  const found = { wasm: complete, wasmCompiler: compiler.verbose };
  // A library of another compiler, or one without bitcode, fails only when it is used. So it is used, once for each.
  const memo = join(cache, 'wasm-target', `${compiler.id}.ok`);
  const state = [compiler.verbose, compiler.std, linker].join('\n');
  if (existsSync(memo) && readFileSync(memo, 'utf8') === state) return found;
  if (!(await probe(complete, linker))) return undefined;
  write(memo, state);
  return found;
}

/** What there is to know about the compiler of an environment; undefined when it has no library for wasm32. */
async function describe(env) {
  const ask = (...args) => capture('rustc', args, { env });
  const [version, folder] = await Promise.all([ask('-vV'), ask('--print', 'target-libdir', '--target', triple)]);
  const libraries = folder.stdout.trim();
  if (version.code !== 0 || folder.code !== 0 || !existsSync(libraries)) return undefined;
  const std = readdirSync(libraries).find((name) => /^libstd-.*\.rlib$/.test(name));
  if (!std) return undefined;
  const verbose = version.stdout.trim();
  const [host, llvm] = [/^host: (.*)$/m, /^LLVM version: (\d+)/m].map((pattern) => verbose.match(pattern)?.[1]);
  const linker = join(libraries, '../..', host, 'bin', process.platform === 'win32' ? 'rust-lld.exe' : 'rust-lld');
  return {
    verbose,
    llvm,
    id: std.replace(/\.rlib$/, ''),
    std: `${join(libraries, std)} ${statSync(join(libraries, std)).mtimeMs}`,
    hasLinker: existsSync(linker),
  };
}

/** `wasm-ld`, best of the compiler's own LLVM version: Debian has them as wasm-ld-22. */
function findLinker(env, llvm) {
  const numbered = env.PATH.split(delimiter)
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder).filter((name) => /^wasm-ld-\d+$/.test(name)))
    .sort((a, b) => Number(b.slice(8)) - Number(a.slice(8)));
  return [`wasm-ld-${llvm}`, 'wasm-ld', ...numbered].find((name) => which(name, env));
}

async function probe(env, linker) {
  const folder = mkdtempSync(join(tmpdir(), 'leasehold-probe-'));
  try {
    const source = join(folder, 'probe.rs');
    write(source, '#[unsafe(no_mangle)]\npub extern "C" fn size() -> usize {\n    vec![String::from("a")].len()\n}\n');
    const flags = ['--edition=2024', '--crate-type=cdylib', `--target=${triple}`, '-Cpanic=abort', '-Clto=fat'];
    if (linker) flags.push(`-Clinker=${linker}`);
    return (await capture('rustc', [...flags, '--out-dir', folder, source], { env })).code === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
