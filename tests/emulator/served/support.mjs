// A project elsewhere that has the packed package, and programs that run in it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from '../../support/programs.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { resolve } = createRequire(import.meta.url);

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

/** Starts a served emulator, and reads the values that it prints, until the last of them is there. */
export function startEmulator(command, args, options, last = 'ANTHROPIC_ENVIRONMENT_KEY') {
  return start(command, args, new RegExp(`^${last}=`), options);
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
