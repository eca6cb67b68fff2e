// Sets up what this project's commands need, and nothing else. `node scripts/setup.mjs [start|build|test|all]`
//
// It can be run again and again: what is there is only looked at. It adds tools in the user's cache folder, packages of the
// system where it may, and the wasm32 target; it changes no default toolchain, no profile, no global npm package.
// LEASEHOLD_RUST=rustup or =debian makes it take that toolchain for wasm32 and no other.
import { isMain } from './lib/is-main.mjs';
import { main, Stop, say } from './lib/say.mjs';
import { lockedVersion } from './lib/versions.mjs';
import { ensureCargoTool } from './setup/cargo-tool.mjs';
import { ensureChromium } from './setup/chromium.mjs';
import { ensureCpp } from './setup/cpp.mjs';
import { Environment } from './setup/environment.mjs';
import { ensureFirefox } from './setup/firefox.mjs';
import { ensureLints } from './setup/lints.mjs';
import { ensureNode } from './setup/node.mjs';
import { ensureConsoleModules, ensureNodeModules, ensureWorkersModules } from './setup/node-modules.mjs';
import { ensureRust } from './setup/rust.mjs';
import { ensureWasmTarget } from './setup/wasm-target.mjs';
import { ensureWebKit } from './setup/webkit.mjs';

const GECKODRIVER = '0.37.1';
const CARGO_DENY = '0.20.2';

/** In this order, for what comes later needs what comes before. */
const ensure = {
  node: ensureNode,
  rust: ensureRust,
  'wasm-target': ensureWasmTarget,
  'wasm-bindgen': (environment) =>
    ensureCargoTool(environment, {
      crate: 'wasm-bindgen-cli',
      version: lockedVersion('wasm-bindgen'),
      commands: ['wasm-bindgen', 'wasm-bindgen-test-runner'],
      why: "it writes the JavaScript side, and must be of exactly the crate's version",
    }),
  'wasm-pack': (environment) =>
    ensureCargoTool(environment, {
      crate: 'wasm-pack',
      version: '0.15.1',
      commands: ['wasm-pack'],
      why: 'it runs the tests that run as WebAssembly',
    }),
  lints: ensureLints,
  'c++': ensureCpp,
  'cargo-deny': (environment) =>
    ensureCargoTool(environment, {
      crate: 'cargo-deny',
      version: CARGO_DENY,
      commands: ['cargo-deny'],
      why: 'it checks the licences and sources of the crates',
      // What it does takes a second either way; optimised, it takes three times as long to build.
      args: ['--profile', 'dev', '--no-default-features'],
    }),
  'node-modules': ensureNodeModules,
  'console-modules': ensureConsoleModules,
  'workers-modules': ensureWorkersModules,
  chromium: ensureChromium,
  firefox: ensureFirefox,
  geckodriver: (environment) =>
    ensureCargoTool(environment, {
      crate: 'geckodriver',
      version: GECKODRIVER,
      commands: ['geckodriver'],
      why: 'wasm-pack drives Firefox with it',
    }),
  webkit: ensureWebKit,
};

const build = ['node', 'rust', 'wasm-target', 'wasm-bindgen', 'node-modules'];
const optional = ['firefox', 'geckodriver', 'webkit'];
const test = Object.keys(ensure).filter((need) => !optional.includes(need));
const groups = { start: build, build, test, all: Object.keys(ensure) };

const shared = new Environment();
const done = new Set();

/**
 * Sees to it that what is named is there.
 *
 * @param {string[]} needs names of needs (`wasm-target`, `wasm-pack`, …) or of groups of them (`build`, `test`)
 * @returns {Promise<Environment>} where to find it; the same object for all calls of a process
 * @throws {Stop} saying which package is missing and how to get it
 */
export async function setup(needs) {
  const wanted = new Set(needs.flatMap((need) => groups[need] ?? [need]));
  for (const need of wanted) if (!ensure[need]) throw new Stop(`Nothing is known about ${need}: ${Object.keys(ensure).join(', ')}.`);
  for (const [need, ensureNeed] of Object.entries(ensure)) {
    if (!wanted.has(need) || done.has(need)) continue;
    await ensureNeed(shared);
    done.add(need);
  }
  return shared;
}

if (isMain(import.meta)) {
  await main(async () => {
    const needs = process.argv.slice(2);
    await setup(needs.length ? needs : ['all']);
    say('everything is there.');
  });
}
