// The project's own scripts, wherever they stand and however they are started.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { capture } from '../../scripts/lib/command.mjs';
import { filesUnder, write } from '../../scripts/lib/files.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { withoutMachinePaths, withRustFlags } from '../../scripts/lib/rust-flags.mjs';
import { untilGone } from '../support/processes.mjs';

let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'leasehold scripts '));
});

after(() => rmSync(folder, { recursive: true, force: true }));

test('a CARGO_HOME with a space in it breaks no build', async () => {
  const home = join(folder, 'cargo home');
  mkdirSync(join(home, 'registry/src/index-1'), { recursive: true });
  writeFileSync(join(folder, 'Cargo.toml'), '[package]\nname = "spaces"\nversion = "0.0.0"\nedition = "2021"\n');
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src/lib.rs'), '#[cfg(not(all(theirs, ours)))]\ncompile_error!("a flag got lost");\n');
  const own = { CARGO_HOME: home, CARGO_TARGET_DIR: join(folder, 'target'), CARGO_ENCODED_RUSTFLAGS: undefined };
  const given = { ...process.env, ...own, RUSTFLAGS: ' --cfg  theirs' };
  const flags = withoutMachinePaths(given);
  assert.deepEqual(flags, [`--remap-path-prefix=${join(home, 'registry/src/index-1')}=crates`]);
  const env = withRustFlags(given, [...flags, '--cfg=ours']);
  assert.equal(env.RUSTFLAGS, undefined, 'cargo would complain of two');
  const { code, stderr } = await capture('cargo', ['check', '--offline'], { cwd: folder, env });
  assert.equal(code, 0, stderr);
  // Flags that are encoded already count more, as they do for cargo.
  assert.equal(withRustFlags({ RUSTFLAGS: '-A', CARGO_ENCODED_RUSTFLAGS: '-B' }, ['-C c']).CARGO_ENCODED_RUSTFLAGS, '-B\x1f-C c');
});

describe('a command with a time limit', { skip: process.platform === 'win32' }, () => {
  const pidIn = (text) => Number(/pid (\d+)/.exec(text)?.[1]);

  test('ends with all that it has started, and what is waited for is not its output', async () => {
    const { code, stdout } = await capture('sh', ['-c', 'sleep 600 & echo pid $!; wait'], { timeoutMs: 500 });
    assert.equal(code, 'its time limit');
    await untilGone([pidIn(stdout)]);
  });

  test('has not succeeded if it leaves something behind that must be ended', async () => {
    const { code, stdout } = await capture('sh', ['-c', 'sleep 600 & echo pid $!'], { timeoutMs: 500 });
    assert.equal(code, 'its time limit');
    await untilGone([pidIn(stdout)]);
  });

  test('is ended by force where it does not listen', async () => {
    const { code, stdout } = await capture('sh', ['-c', "trap '' TERM; echo pid $$; while :; do sleep 1; done"], { timeoutMs: 500 });
    assert.equal(code, 'its time limit');
    await untilGone([pidIn(stdout)]);
  });

  for (const signal of ['SIGTERM', 'SIGINT']) {
    test(`ends with the script that has started it: ${signal}`, async () => {
      const library = pathToFileURL(join(root, 'scripts/lib/command.mjs'));
      const source = `import { tee } from '${library}'; await tee('sh', ['-c', 'sleep 600 & echo pid $!; wait'], { timeoutMs: 600_000 })`;
      const script = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [text] = await once(script.stdout.setEncoding('utf8'), 'data');
      script.kill(signal);
      const [code] = await once(script, 'exit');
      assert.equal(code, { SIGTERM: 143, SIGINT: 130 }[signal]);
      await untilGone([pidIn(text)]);
    });
  }

  test('is none of anybody’s business once it has ended', async () => {
    const before = process.listenerCount('SIGTERM');
    const { code, stdout } = await capture('sh', ['-c', 'echo done'], { timeoutMs: 600_000 });
    assert.deepEqual([code, stdout, process.listenerCount('SIGTERM')], [0, 'done\n', before]);
    assert.equal((await capture('there-is-no-such-command', [], { timeoutMs: 600_000 })).code, 127);
  });
});

test('what a command prints is read whole, wherever its bytes are parted', async () => {
  const program =
    "const [a, ...rest] = Buffer.from('ℹ pass 1\\n'); process.stdout.write(Buffer.of(a)); setTimeout(() => process.stdout.write(Buffer.from(rest)), 100)";
  assert.equal((await capture(process.execPath, ['--eval', program])).stdout, 'ℹ pass 1\n');
});

test('the worker examples are installed without their packages, also where the project stands in a node_modules', async () => {
  const project = join(folder, 'node_modules/project');
  for (const path of ['scripts/lib', 'scripts/workers', ...['worker', 'node', 'deno'].map((name) => `examples/${name}`)]) {
    cpSync(join(root, path), join(project, path), { recursive: true, filter: (from) => basename(from) !== 'node_modules' });
  }
  write(join(project, 'examples/node/node_modules/old/index.js'), '');
  write(join(folder, 'npm.js'), '');
  const install = pathToFileURL(join(project, 'scripts/workers/install.mjs'));
  const source = `import { installWorkers } from '${install}'; await installWorkers('there is none');`;
  const env = { ...process.env, npm_execpath: join(folder, 'npm.js'), CARGO_TARGET_DIR: join(folder, 'installed') };
  const { code, stderr } = await capture(process.execPath, ['--input-type=module', '--eval', source], { env });
  assert.equal(code, 0, stderr);
  const there = filesUnder(join(folder, 'installed/workers')).map((path) => relative(join(folder, 'installed/workers'), path));
  assert.ok(
    ['node/main.mjs', 'deno/main.mjs', 'worker/handler.mjs'].every((path) => there.includes(path)),
    String(there),
  );
  assert.equal(existsSync(join(folder, 'installed/workers/node/node_modules')), false);
});

test('scripts can be asked before anything is installed', async () => {
  const project = join(folder, 'fresh');
  for (const path of ['scripts', 'package.json', 'Cargo.toml', 'Cargo.lock'])
    cpSync(join(root, path), join(project, path), { recursive: true });
  for (const [script, answer] of Object.entries({ 'test.mjs --list': /^versions /, 'rust.mjs --help': /^usage: / })) {
    const [name, argument] = script.split(' ');
    const { code, stdout, stderr } = await capture(process.execPath, [join(project, 'scripts', name), argument]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, answer);
  }
});

test('a script that is started through a link does what it does', async () => {
  const link = join(folder, 'link');
  symlinkSync(root, link);
  const program = join(folder, 'main.mjs');
  const library = pathToFileURL(join(root, 'scripts/lib/is-main.mjs'));
  writeFileSync(program, `import { isMain } from '${library}';\nconsole.log(isMain(import.meta));\n`);
  symlinkSync(program, join(folder, 'other.mjs'));
  const printed = async (...args) => (await capture(process.execPath, args)).stdout.trim();
  assert.equal(await printed(program), 'true');
  assert.equal(await printed(join(folder, 'other.mjs')), 'true');
  assert.equal(await printed('--input-type=module', '--eval', `import '${pathToFileURL(program)}'`, 'an argument'), 'false');
  const { code, stdout } = await capture(process.execPath, [join(link, 'scripts/fuzz.mjs'), '--nonsense']);
  assert.notEqual(code, 0, stdout);
});

test('no script compares its own address with the path that it was started by', () => {
  const scripts = readdirSync(join(root, 'scripts')).filter((name) => name.endsWith('.mjs'));
  const texts = scripts.map((name) => [name, readFileSync(join(root, 'scripts', name), 'utf8')]);
  assert.ok(texts.some(([, text]) => text.includes('isMain(import.meta)')));
  assert.deepEqual(
    texts.filter(([, text]) => /import\.meta\.url === /.test(text)).map(([name]) => name),
    [],
  );
});
