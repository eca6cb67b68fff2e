import { join } from 'node:path';
import { triple } from '../build/wasm.mjs';
import { build } from '../build.mjs';
import { buildNative, buildPage, folder, rustTarget } from '../rust/build.mjs';
import { cargoCounts, checks, counted } from './counts.mjs';
import { runNode } from './node.mjs';

const tests = join(folder, 'tests');

/** examples/rust/native: its own tests, and the program as a child process against the served emulator. */
export async function nativeTests({ host }) {
  await build();
  const LEASEHOLD_NATIVE = await buildNative();
  const cargo = { cwd: folder, env: { ...host, CARGO_TARGET_DIR: rustTarget } };
  const own = await counted(cargoCounts, 'cargo', ['test', '--quiet', '--locked', '--package', 'leasehold-native'], cargo);
  const program = await runNode([join(tests, 'native.test.mjs')], { ...host, LEASEHOLD_NATIVE });
  return { passed: own.passed + program.passed, failed: own.failed + program.failed };
}

/** examples/rust/page: clippy, and the page in Chromium, as `npm run rust -- page` serves it. */
export async function rustPageTests({ host, wasm, wasmClippy, chromium }) {
  await build();
  await buildPage();
  const args = ['clippy', '--locked', '--release', '--package', 'leasehold-page', '--target', triple, '--', '-D', 'warnings'];
  const env = { ...wasm, CARGO_TARGET_DIR: rustTarget };
  const clippy = await checks(wasmClippy ? [{ command: 'cargo', args, cwd: folder, env }] : []);
  const page = await runNode([join(tests, 'page.test.mjs')], { ...host, LEASEHOLD_CHROMIUM: chromium.browser });
  return { passed: clippy.passed + page.passed, failed: clippy.failed + page.failed };
}
