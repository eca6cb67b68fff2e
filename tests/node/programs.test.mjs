// What tests start: it is said how it ended, and nothing of it is left.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untilGone } from '../support/processes.mjs';
import { run, start } from '../support/programs.mjs';

test('a program that a signal ends has not succeeded', async () => {
  assert.equal((await run('sh', ['-c', 'kill -SEGV $$'])).code, 'SIGSEGV');
  assert.deepEqual(await run('sh', ['-c', 'echo out; exec sleep 600'], { timeout: 300 }), { code: 'SIGTERM', stdout: 'out\n', stderr: '' });
  assert.deepEqual(await run('cat', [], { input: 'in' }), { code: 0, stdout: 'in', stderr: '' });
  assert.equal((await run('sh', ['-c', 'exit 3'])).code, 3);
  assert.equal((await run('there-is-no-such-program', [])).code, 'ENOENT');
});

test('a program that goes on gives the line that is waited for, its values, and how it ended', async () => {
  const program = await start('sh', ['-c', 'echo A_B=c; echo ready: 7 >&2; exec sleep 600'], /^ready: (\d)$/);
  assert.deepEqual([program.found[1], program.values, program.lines.length], ['7', { A_B: 'c' }, 2]);
  assert.equal(await program.stop(), 'SIGTERM');
  assert.equal(await program.stop(), 'SIGTERM');
});

test('a program that ends before, or is not there, says so', async () => {
  await assert.rejects(start('sh', ['-c', 'echo why; exit 2'], /^ready$/), { message: /ended with 2:\nwhy/ });
  await assert.rejects(start('there-is-no-such-program', [], /^ready$/), { code: 'ENOENT' });
});

test('a program that does not come to its line is ended', async () => {
  const waiting = start('sh', ['-c', 'echo pid $$; exec sleep 600'], /^ready$/, { patienceMs: 300 });
  const { message } = await waiting.catch((error) => error);
  assert.match(message, /printed nothing like \/\^ready\$\/:\npid \d+/);
  await untilGone([/pid (\d+)/.exec(message)[1]]);
});
