// The gate's own checks see what they are there for.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, relative } from 'node:path';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { layers } from '../../scripts/gate/layers.mjs';
import { unlocked } from '../../scripts/gate/locks.mjs';
import { capture } from '../../scripts/lib/command.mjs';
import { filesUnder, write } from '../../scripts/lib/files.mjs';
import { root } from '../../scripts/lib/paths.mjs';

let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leasehold gate '));
  mock.method(console, 'error', () => {});
});

afterEach(() => {
  mock.restoreAll();
  rmSync(folder, { recursive: true, force: true });
});

const said = () => console.error.mock.calls.map(({ arguments: [line] }) => line);

describe('the order of the layers', () => {
  beforeEach(() => {
    for (const layer of ['api', 'lease', 'platform', 'bindings', 'emulator']) write(join(folder, layer, 'mod.rs'), `//! ${layer}\n`);
    write(join(folder, 'lib.rs'), 'pub mod api;\n');
  });

  /** Code that breaks it, by the file in which it stands. */
  const wrong = [
    ['api/a.rs', 'use crate::lease::Lease;'],
    ['api/a.rs', 'use crate::{api::Call, lease::Lease};'],
    ['api/a.rs', 'use crate::{\n    api::{Call, Page},\n    lease,\n};'],
    ['api/a.rs', 'use crate :: { self, emulator };'],
    ['api/a.rs', 'use crate::*;'],
    ['api/a.rs', 'use crate as everything;'],
    ['api/a.rs', 'use super::super::lease::Lease;'],
    ['api/models/a.rs', 'fn f() { super::super::super::lease::f() }'],
    ['api/mod.rs', 'use super::lease;'],
    ['api/mod.rs', 'use super::{lease};'],
    ['api/a.rs', 'const A: &str = "https://example.com"; use crate::lease::Lease;'],
    ['api/a.rs', "const A: char = '\"'; use crate::lease::Lease;"],
    ['api/a.rs', 'use js_sys::Function;'],
    ['lease/a.rs', 'fn f() -> wasm_bindgen::JsValue {}'],
    ['lease/a.rs', 'use crate::platform::fetch;'],
    ['platform/a.rs', 'use crate::{api, bindings::client};'],
    ['bindings/a.rs', 'use crate::emulator::Emulator;'],
    ['emulator/a.rs', 'use crate::{\n    // Not this one.\n    lease::Lease,\n};'],
  ];
  for (const [file, code] of wrong) {
    test(`${file}: ${code}`, async () => {
      write(join(folder, file), code);
      assert.equal((await layers(folder)).failed, 1);
      assert.match(said()[0], /a\.rs:\d+: |mod\.rs:\d+: /);
    });
  }

  test('what may be named is not complained of', async () => {
    write(join(folder, 'api/a.rs'), '// crate::lease\nuse super::call;\nuse crate::api::{page, lease};\nconst A: &str = "js_sys";');
    write(join(folder, 'api/models/a.rs'), "use super::super::call;\nfn f<'a>(_: &'a str) -> crate::api::Call<'a> {}");
    write(join(folder, 'bindings/a.rs'), 'use crate::{api::{Call, emulator}, lease::Lease, platform::fetch};\nuse js_sys::Function;');
    assert.deepEqual([(await layers(folder)).failed, said()], [0, []]);
  });

  test('a layer that nobody knows, and one that is not there', async () => {
    write(join(folder, 'utils/mod.rs'), '');
    rmSync(join(folder, 'lease'), { recursive: true });
    assert.equal((await layers(folder)).failed, 2);
  });
});

describe('the gate', () => {
  /** Runs a gate with these steps, each the source of what it does, as a program: what it printed, and its exit code. */
  const gate = (steps, ...names) => {
    const sources = Object.entries(steps).map(
      ([name, { run, beside }]) => `{ name: '${name}', what: 'a step', needs: [], run: ${run}, beside: ${beside} }`,
    );
    const [runs, says] = ['gate/run.mjs', 'lib/say.mjs'].map((file) => pathToFileURL(join(root, 'scripts', file)));
    const program = join(folder, 'gate.mjs');
    write(
      program,
      `import { runGate } from '${runs}';\nimport { main } from '${says}';\nimport { appendFileSync, readFileSync } from 'node:fs';
      const log = ${JSON.stringify(join(folder, 'log'))};
      await main(() => runGate([${sources}], process.argv.slice(2)));`,
    );
    return capture(process.execPath, [program, ...names]);
  };
  const passes = { run: '() => ({ passed: 2, failed: 0 })' };

  test('counts what passed', async () => {
    const { code, stdout } = await gate({ one: passes, two: passes });
    assert.equal(code, 0);
    assert.match(stdout, /^4 passed, 0 failed$/m);
  });

  for (const [what, run, says] of [
    ['that runs nothing', '() => ({ passed: 0, failed: 0 })', /bad ran no test/],
    ['that counts nothing', '() => ({})', /bad ran no test/],
    ['that throws', "() => { throw new Error('of the step') }", /of the step/],
    ['of which something fails', '() => ({ passed: 7, failed: 1 })', /^$/],
  ]) {
    test(`a step ${what} fails the gate, and the others run`, async () => {
      const { code, stdout, stderr } = await gate({ bad: { run }, good: passes });
      assert.equal(code, 1);
      assert.match(stdout, /^bad +FAILED[\s\S]*^good +ok[\s\S]*^\d passed, 1 failed$/m);
      assert.match(stderr, says);
    });
  }

  test('a step that nobody knows', async () => {
    const { code, stderr } = await gate({ one: passes }, 'one', 'three');
    assert.equal(code, 1);
    assert.match(stderr, /There is no step three\. Steps: one\./);
  });

  test('a step beside others begins when what they share is done, and its output comes after theirs', async () => {
    const beside = "() => new Promise((resolve) => setTimeout(resolve, 50)).then(() => appendFileSync(log, 'shared '))";
    const long = { beside, run: "() => { appendFileSync(log, 'long '); console.log('said by long'); return { passed: 3, failed: 0 } }" };
    const short = { run: "() => { if (readFileSync(log, 'utf8').startsWith('shared ')) return { passed: 1, failed: 0 } }" };
    const { code, stdout } = await gate({ long, short });
    assert.equal(code, 0, stdout);
    assert.match(stdout, /=== long[\s\S]*=== short[\s\S]*said by long[\s\S]*^4 passed, 0 failed$/m);
    assert.equal(readFileSync(join(folder, 'log'), 'utf8'), 'shared long ');
  });

  for (const [what, step] of Object.entries({
    'its run': { beside: '() => {}', run: '() => ({ passed: 1, failed: 2 })' },
    'what comes before': { beside: "() => { throw new Error('no build') }", run: '() => ({ passed: 1, failed: 0 })' },
    'its process': { beside: '() => {}', run: '() => process.exit()' },
  })) {
    test(`a step beside others fails the gate by ${what}`, async () => {
      const { code, stdout } = await gate({ long: step, short: passes });
      assert.equal(code, 1, stdout);
      assert.match(stdout, /^long +FAILED/m);
      assert.match(stdout, /^short +ok/m);
    });
  }
});

describe('test files', () => {
  const file = (name, ...lines) => write(join(folder, `${name}.test.mjs`), ["import { test } from 'node:test';", ...lines, ''].join('\n'));
  /** What becomes of them; in a program of its own, as the runner runs nothing inside of a test. */
  const runs = async (...names) => {
    const program = join(folder, 'program.mjs');
    const files = JSON.stringify(names.map((name) => join(folder, `${name}.test.mjs`)));
    write(
      program,
      `import { runNode } from '${pathToFileURL(join(root, 'scripts/gate/node.mjs'))}';
      console.log(JSON.stringify(await runNode(${files}, process.env).catch(({ message }) => message)));`,
    );
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { stdout } = await capture(process.execPath, [program], { env: { ...env, LEASEHOLD_CLOSING_MS: '300' } });
    return JSON.parse(stdout.trim().split('\n').pop());
  };

  test('are counted', async () => {
    file('some', "test('one', () => {});", "test('two', () => {});", "test('three', () => { throw new Error('no'); });");
    assert.deepEqual(await runs('some'), { passed: 2, failed: 1 });
  });

  test('of which one has no tests fail, by its name', async () => {
    file('some', "test('one', () => {});");
    file('none', 'if (globalThis.somethingElse) test();');
    assert.match(await runs('some', 'none'), /none\.test\.mjs\nran no test\./);
  });

  test('that leave something open end all the same, and fail', async () => {
    file('open', "import { createServer } from 'node:http';", "test('one', () => { createServer().listen(0); });");
    assert.deepEqual(await runs('open'), { passed: 1, failed: 1 });
  });

  test('may fork and start threads', async () => {
    file(
      'others',
      "import { fork } from 'node:child_process';",
      "import { once } from 'node:events';",
      "import { Worker } from 'node:worker_threads';",
      "const source = new URL('other.mjs', import.meta.url);",
      "const ends = async (other) => { const [code] = await once(other, 'exit'); if (code) throw new Error(String(code)); };",
      "test('a fork', () => ends(fork(source)));",
      "test('a thread', () => ends(new Worker(source)));",
    );
    // Longer than what is open may be open.
    write(join(folder, 'other.mjs'), 'setTimeout(() => {}, 2_000);');
    assert.deepEqual(await runs('others'), { passed: 2, failed: 0 });
  });
});

describe('what no lock file pins', () => {
  const source = 'source = "registry+https://github.com/rust-lang/crates.io-index"';
  const crate = (name, ...lines) => `[[package]]\nname = "${name}"\nversion = "1.0.0"\n${lines.join('\n')}\n`;
  const locked = (name) => crate(name, source, `checksum = "${'0'.repeat(64)}"`);
  const npm = (packages) => JSON.stringify({ packages: { '': { dependencies: { a: '1.0.0' } }, ...packages } });
  const pinned = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-' } };
  const a = JSON.stringify({ dependencies: { a: '1.0.0' } });

  /** By what is wrong: files, and what is said of the first of them. */
  const rows = {
    'a crate without an entry': [{ 'Cargo.toml': '[dependencies]\na = "1"\nb = "1"\n', 'Cargo.lock': locked('a') }, /^b has no entry/],
    'a crate only for builds, for one target': [
      { 'Cargo.toml': '[target.\'cfg(unix)\'.build-dependencies]\nb = { version = "1" }\n', 'Cargo.lock': locked('a') },
      /^b has no entry/,
    ],
    'a crate with a table of its own': [
      { 'Cargo.toml': '[dev-dependencies.b]\nversion = "1"\n', 'Cargo.lock': locked('a') },
      /^b has no entry/,
    ],
    'a crate in the last line of the file': [{ 'Cargo.toml': '[dependencies]\nb = "1"', 'Cargo.lock': locked('a') }, /^b has no entry/],
    'a crate without a hash': [{ 'Cargo.toml': '', 'Cargo.lock': crate('a', source) }, /^a has no checksum/],
    'a crate from elsewhere': [
      { 'Cargo.toml': '', 'Cargo.lock': crate('a', 'source = "git+https://example.com/a"', 'checksum = "0"') },
      /^a is not from crates\.io/,
    ],
    'crates without a lock file': [{ 'Cargo.toml': '[dependencies]\na = "1"\n' }, /^there is no Cargo\.lock/],
    'an npm package without an entry': [{ 'package.json': a, 'package-lock.json': npm({}) }, /^a has no entry/],
    'an npm package of another version': [
      { 'package.json': JSON.stringify({ dependencies: { a: '1.0.1' } }), 'package-lock.json': npm(pinned) },
      /^package-lock\.json is of another a/,
    ],
    'an npm package without a hash': [{ 'package.json': a, 'package-lock.json': npm({ 'node_modules/a': {} }) }, /has no integrity/],
    'an npm package of no version in particular': [
      { 'package.json': JSON.stringify({ devDependencies: { a: '^1.0.0' } }) },
      /^a \^1\.0\.0 is neither locked nor exact/,
    ],
    'an import of Deno of no version in particular': [
      { 'deno.json': '{"imports": {"a": "npm:a@1", "leasehold": "npm:leasehold@^0.1.0"}}' },
      /^a 1 is neither locked nor exact/,
    ],
    'an import of Deno without a version': [
      { 'deno.json': '{"imports": {"own": "./a.js", "a": "jsr:@b/a"}}' },
      /^jsr:@b\/a names no version/,
    ],
    'a Go module without a sum': [{ 'go.mod': 'module x\n\nrequire example.com/a v1.0.0\n', 'go.sum': '' }, /is not in go\.sum/],
  };
  for (const [what, [files, problem]] of Object.entries(rows)) {
    test(`${what} is found`, () => {
      for (const [name, text] of Object.entries(files)) write(join(folder, 'inner', name), text);
      const [[name, problems], ...others] = unlocked(folder);
      assert.deepEqual([name, others], [join('inner', Object.keys(files)[0]), []]);
      assert.equal(problems.length, 1, String(problems));
      assert.match(problems[0], problem);
    });
  }

  test('what is pinned is not complained of', () => {
    write(join(folder, 'Cargo.toml'), '[dependencies]\na = "1"\nb.workspace = true\n\n[lints.rust]\nunsafe_code = "deny"\n');
    write(join(folder, 'Cargo.lock'), locked('a') + crate('b'));
    write(join(folder, 'package.json'), a);
    write(join(folder, 'package-lock.json'), npm({ ...pinned, inner: { version: '0.0.0' } }));
    write(join(folder, 'node_modules/a/package.json'), JSON.stringify({ dependencies: { c: '*' } }));
    assert.deepEqual([...unlocked(folder).values()].flat(), []);
  });
});

describe('no test is missed', () => {
  const under = (...folders) =>
    folders.flatMap((name) => filesUnder(join(root, name))).map((path) => relative(root, path).replaceAll('\\', '/'));
  const text = (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '');

  test('each *.test.mjs belongs to a step', () => {
    const gate = under('scripts/gate').map(text).join('\n');
    const files = under('tests', 'examples').filter((path) => path.endsWith('.test.mjs'));
    assert.ok(files.length > 50);
    assert.deepEqual(
      files.filter((path) => !gate.includes(`'${posix.dirname(path)}'`) && !gate.includes(`'${posix.basename(path)}'`)),
      [],
    );
  });

  test('each file of Rust is a module of another', () => {
    const files = under('src', 'tests/api', 'tests/lease', 'tests/emulator', 'tests/fuzz/src').filter((path) => path.endsWith('.rs'));
    assert.ok(files.length > 150);
    const isNamed = (path) => {
      const [, folder, name] = /^(.*)\/(\w+)\.rs$/.exec(path.replace(/\/mod\.rs$/, '.rs'));
      return [`${folder}.rs`, `${folder}/mod.rs`, `${folder}/lib.rs`].some((parent) => new RegExp(`\\bmod ${name};`).test(text(parent)));
    };
    const roots = ['src/lib.rs', 'tests/fuzz/src/lib.rs', 'tests/fuzz/src/fuzz.rs'];
    assert.deepEqual(
      files.filter((path) => !roots.includes(path) && !isNamed(path)),
      [],
    );
  });
});
