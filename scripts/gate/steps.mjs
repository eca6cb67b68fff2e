import { build } from '../build.mjs';
import { writeDocs } from '../docs.mjs';
import { reproduce } from '../reproduce.mjs';
import { sizes } from '../sizes.mjs';
import { cloudflareTests } from './cloudflare.mjs';
import { consoleTests } from './console.mjs';
import { fuzzing } from './fuzz.mjs';
import { layers } from './layers.mjs';
import { formatting, linting } from './lint.mjs';
import { matrix } from './matrix.mjs';
import { bundlerTests, nodeTests, packageTests, packedTests, pageTests, panicTests, typeTests } from './node.mjs';
import { hostTests, wasmTests } from './rust.mjs';
import { nativeTests, rustPageTests } from './rust-example.mjs';
import { supply } from './supply.mjs';
import { versions } from './versions.mjs';
import { workerTests } from './workers.mjs';

/**
 * The gate's steps, in the order in which they run: cheap ones first.
 *
 * `run` gets the environment that `needs` set up and gives back how many tests passed and failed. None at all is a failure. A step
 * with `onlyByName` is not part of the gate, and one with `beside` runs while those behind it do, once that is done: it takes long and
 * needs little.
 *
 * @type {Array<{
 *   name: string,
 *   what: string,
 *   needs: string[],
 *   onlyByName?: boolean,
 *   beside?: () => Promise<void>,
 *   run: (environment: import("../setup/environment.mjs").Environment) => Promise<{passed: number, failed: number, note?: string}>,
 * }>}
 */
export const steps = [
  { name: 'versions', what: 'the manifests and lock files agree, and every dependency is pinned', needs: [], run: versions },
  { name: 'layers', what: 'no layer of src/ names what lies above it', needs: [], run: () => layers() },
  { name: 'format', what: 'rustfmt and biome', needs: ['rust', 'lints', 'node-modules'], run: formatting },
  {
    name: 'clippy',
    what: "clippy for the host and for wasm32, and the crate's documentation",
    needs: ['rust', 'wasm-target', 'lints'],
    run: linting,
  },
  { name: 'host', what: 'the Rust tests on this machine', needs: ['rust'], run: hostTests },
  {
    name: 'fuzz',
    what: 'every target of tests/fuzz, from what is kept of its corpus, with 10,000 inputs',
    needs: ['rust', 'c++'],
    run: fuzzing,
  },
  { name: 'supply', what: 'licences, sources and duplicates of the crates', needs: ['rust', 'cargo-deny'], run: supply },
  { name: 'build', what: 'the package', needs: ['build'], run: building },
  { name: 'sizes', what: 'what is downloaded has not grown since it was recorded', needs: ['build'], run: () => sizes() },
  { name: 'reproduce', what: 'two clean builds give the same bytes (some minutes)', needs: ['build'], onlyByName: true, run: reproduce },
  {
    name: 'soak',
    what: 'everything at once over a bad network, for a minute or as long as LEASEHOLD_SOAK_MINUTES says: nothing grows',
    needs: ['build'],
    beside: () => build(),
    run: nodeTests('tests/soak'),
  },
  { name: 'wasm-node', what: 'the wasm tests on Node', needs: ['build', 'wasm-pack'], run: wasmTests('node') },
  { name: 'wasm-chrome', what: 'the wasm tests in Chromium', needs: ['build', 'wasm-pack', 'chromium'], run: wasmTests('chrome') },
  {
    name: 'wasm-firefox',
    what: 'the wasm tests in Firefox',
    needs: ['build', 'wasm-pack', 'firefox', 'geckodriver'],
    onlyByName: true,
    run: wasmTests('firefox'),
  },
  { name: 'node', what: 'the client and the emulator on Node', needs: ['build'], run: nodeTests('tests/node', 'tests/emulator') },
  {
    name: 'bench',
    what: 'every case of the benchmark runs, with tiny counts, and its arithmetic',
    needs: ['build', 'chromium'],
    run: pageTests('tests/benchmark'),
  },
  { name: 'types', what: 'what must compile and what must not', needs: ['build'], run: typeTests },
  {
    name: 'docs',
    what: 'the documentation of the JavaScript API, in which everything is documented; the code in README.md and docs/, run',
    needs: ['build'],
    run: documentation,
  },
  {
    name: 'served',
    what: 'the emulator served: the command, Deno, Bun, workerd, the official Go SDK',
    needs: ['build', 'console-modules'],
    run: packedTests('tests/emulator/served'),
  },
  { name: 'edge', what: 'a Durable Object under workerd holds a lease by alarms', needs: ['build'], run: nodeTests('tests/edge') },
  {
    name: 'browser',
    what: 'leases in real pages: hidden, frozen, offline, in Workers (a minute and a half)',
    needs: ['build', 'chromium'],
    run: pageTests('tests/browser'),
  },
  {
    name: 'network',
    what: 'a worker over a network that cuts, stalls, trickles, duplicates, reorders and resets (a minute and a half)',
    needs: ['build'],
    run: nodeTests('tests/network'),
  },
  {
    name: 'secrets',
    what: 'no credential in what a person can get hold of: on Node, Deno, and in Chromium and its console',
    needs: ['build', 'chromium'],
    run: pageTests('tests/secrets'),
  },
  {
    name: 'endurance',
    what: 'calls by the hundred thousand: memory, handles and listeners stay level',
    needs: ['build'],
    run: nodeTests('tests/endurance'),
  },
  {
    name: 'cli',
    what: 'the command line, from the packed package; and its console in Chromium',
    needs: ['build', 'console-modules', 'chromium'],
    run: packedTests('tests/cli'),
  },
  {
    name: 'matrix',
    what: 'the whole suite on Node 20, 22 and 24, Deno, Bun, workerd, and in Chromium and its workers',
    needs: ['build', 'chromium'],
    run: matrix('node', 'deno', 'bun', 'workerd', 'chromium'),
  },
  {
    name: 'console',
    what: 'examples/console: its types, and every feature in Chromium as a person uses it',
    needs: ['build', 'console-modules', 'chromium'],
    run: consoleTests,
  },
  {
    name: 'workers',
    what: 'examples/node and examples/deno as processes: told to end, killed, out of time; and their manifests',
    needs: ['build', 'workers-modules'],
    run: workerTests,
  },
  {
    name: 'cloudflare',
    what: 'examples/cloudflare under workerd: its types, its proxy, and 200 items in Durable Objects that are evicted (a minute)',
    needs: ['build'],
    run: cloudflareTests,
  },
  {
    name: 'rust-example',
    what: 'examples/rust: the native program, by itself and against the served emulator',
    needs: ['build'],
    run: nativeTests,
  },
  {
    name: 'rust-page',
    what: 'examples/rust: the page, as a person uses it in Chromium',
    needs: ['build', 'lints', 'chromium'],
    run: rustPageTests,
  },
  { name: 'package', what: 'the packed package, installed elsewhere', needs: ['build', 'console-modules'], run: packageTests },
  { name: 'panic', what: 'what becomes of a panic, on Node, in Chromium and in workerd', needs: ['build', 'chromium'], run: panicTests },
  { name: 'csp', what: 'pages with a strict Content-Security-Policy', needs: ['build', 'chromium'], run: pageTests('tests/csp') },
  {
    name: 'bundlers',
    what: 'the packed package through each bundler, loaded in Chromium',
    needs: ['build', 'console-modules', 'chromium'],
    run: bundlerTests,
  },
];

async function documentation(environment) {
  await writeDocs();
  const { passed, failed } = await nodeTests('tests/docs')(environment);
  return { passed: passed + 1, failed };
}

async function building() {
  await build();
  return { passed: 1, failed: 0 };
}
