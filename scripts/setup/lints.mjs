import { capture, which } from '../lib/command.mjs';
import { say } from '../lib/say.mjs';
import { missing } from './advice.mjs';
import { install } from './apt.mjs';
import { debianEnvironment } from './debian-rust.mjs';

/** rustfmt and clippy for the host's toolchain, and clippy for the one that compiles to wasm32 where that is another. */
export async function ensureLints(environment) {
  const [format, clippy] = await Promise.all(['fmt', 'clippy'].map((command) => has(environment.host, command)));
  if (!format || !clippy) await addLints(environment);
  if (await has(environment.wasm, 'clippy')) return;
  await install(['rust-web-clippy'], 'the linter of the compiler that compiles to wasm32 (4 MB)');
  debianEnvironment(environment.wasm); // The new commands have to be linked.
  environment.wasmClippy = await has(environment.wasm, 'clippy');
}

async function addLints({ host }) {
  if (which('rustup', host)) {
    say('rustup component add rustfmt clippy: the formatter and the linter of the checks');
    await capture('rustup', ['component', 'add', 'rustfmt', 'clippy'], { env: host, timeoutMs: 180_000 });
  } else {
    await install(['rustfmt-web', 'rust-web-clippy'], 'the formatter and the linter of the checks (7 MB)');
    debianEnvironment(host);
  }
  for (const command of ['fmt', 'clippy']) {
    if (!(await has(host, command))) throw missing('lints', `The checks need cargo ${command}.`);
  }
}

// Each is run by the compiler's own version: rustup's clippy cannot read the libraries of Debian's compiler.
async function has(env, command) {
  const driver = command === 'clippy' ? 'clippy-driver' : 'rustfmt';
  const [cargo, tool, rustc] = await Promise.all([
    capture('cargo', [command, '--version'], { env }),
    capture(driver, ['--version'], { env }),
    capture('rustc', ['--version'], { env }),
  ]);
  if (cargo.code !== 0 || tool.code !== 0) return false;
  const release = rustc.stdout.match(/^rustc 1\.(\d+)/)?.[1];
  return command === 'fmt' || tool.stdout.startsWith(`clippy 0.1.${release}`);
}
