// What the console does not start with.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../serve.mjs', import.meta.url));

test('a key goes where a client would send it, and nowhere else', () => {
  for (const [env, message] of [
    [{ ANTHROPIC_BASE_URL: 'http://elsewhere.example' }, /^console: `baseURL` must be https: .*; got "http:\/\/elsewhere\.example"\n$/],
    [{ ANTHROPIC_BASE_URL: 'elsewhere' }, /^console: `baseURL` must be a URL such as/],
    [{ ANTHROPIC_API_KEY: '', ANTHROPIC_ENVIRONMENT_KEY: 'sk-ant', ANTHROPIC_BASE_URL: 'http://elsewhere.example' }, /must be https/],
    [{ ANTHROPIC_API_KEY: 'sk-ant\nkey' }, /^console: `apiKey` must be the credential as it was issued, without line breaks/],
  ]) {
    const options = { env: { ...process.env, ANTHROPIC_API_KEY: 'sk-ant-key', ...env }, encoding: 'utf8', timeout: 60_000 };
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--port', '0', '--no-open'], options);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /sk-ant/);
  }
});
