// A project elsewhere that has the packed package, and programs that run in it.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const { resolve } = createRequire(import.meta.url);
const startMs = 20_000;

/** Installs the tarball LEASEHOLD_TARBALL into a new folder, with the programs of runtimes/ beside it. */
export function install() {
  const tarball = process.env.LEASEHOLD_TARBALL;
  assert.ok(tarball && existsSync(tarball), 'LEASEHOLD_TARBALL names the packed package');
  const folder = mkdtempSync(join(tmpdir(), 'leasehold-served-'));
  cpSync(join(here, 'runtimes'), folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies: { leasehold: `file:${tarball}` } }),
  );
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  execFileSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['install', '--prefer-offline', ...quiet], {
    cwd: folder,
    stdio: 'inherit',
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The command that an npm package brings, in `folder`'s node_modules or in ours. */
export function binary(name, folder = undefined) {
  if (folder) return join(folder, 'node_modules/.bin', name);
  return join(resolve(`${name}/package.json`), '..', '..', '.bin', name);
}

/**
 * Starts a server, and reads the names and values (`NAME=value`) that it prints until the last of them is there.
 *
 * @returns {Promise<{values: Record<string, string>, lines: string[], stop: (signal?: string) => Promise<number>}>}
 */
export async function start(command, args, { cwd, last = 'ANTHROPIC_ENVIRONMENT_KEY' }) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [lines, values, errors] = [[], {}, []];
  child.stderr.on('data', (data) => errors.push(data));
  const reader = createInterface({ input: child.stdout });
  const closed = once(reader, 'close');
  const ready = new Promise((resolve, reject) => {
    reader.on('line', (line) => {
      lines.push(line);
      const [, name, value] = /^([A-Z_0-9]+)=(.*)$/.exec(line) ?? [];
      if (name) values[name] = value;
      if (name === last) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}: ${Buffer.concat(errors)}`)));
    setTimeout(() => reject(new Error(`${command} printed no ${last}, but: ${lines.join('\n')}`)), startMs).unref();
  });
  await ready;
  const stop = async (signal = 'SIGTERM') => {
    if (child.exitCode === null) {
      child.kill(signal);
      await once(child, 'exit');
    }
    await closed;
    return child.exitCode;
  };
  return { values, lines, stop, child };
}

/** Runs a program to its end: `{code, stdout, stderr}`. */
export async function run(command, args, options) {
  const ended = await promisify(execFile)(command, args, { timeout: startMs, ...options }).catch((error) => error);
  return { code: ended.code ?? 0, stdout: ended.stdout, stderr: ended.stderr };
}

/** A worker's round over plain HTTP: a poll, an acknowledgement, a heartbeat, a stop. */
export async function work({ ANTHROPIC_BASE_URL: url, ANTHROPIC_ENVIRONMENT_ID: id, ANTHROPIC_ENVIRONMENT_KEY: key }) {
  const headers = { 'anthropic-version': '2023-06-01', authorization: `Bearer ${key}` };
  const call = async (method, path) => {
    const response = await fetch(`${url}/v1/environments/${id}/work${path}`, { method, headers });
    assert.equal(response.status, 200, `${method} ${path}: ${await response.clone().text()}`);
    return response.json();
  };
  const item = await call('GET', '/poll?block_ms=500');
  assert.equal(item.state, 'queued');
  assert.equal((await call('POST', `/${item.id}/ack`)).state, 'starting');
  assert.equal((await call('POST', `/${item.id}/heartbeat?expected_last_heartbeat=NO_HEARTBEAT`)).state, 'active');
  assert.equal((await call('POST', `/${item.id}/stop`)).state, 'stopping');
  assert.equal(await call('GET', '/poll?block_ms=5'), null);
  return item.id;
}
