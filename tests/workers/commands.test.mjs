// The commands that the READMEs name: `npm run worker:node` and `npm run worker:deno`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { until } from '../support/processes.mjs';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

for (const runtime of ['node', 'deno']) {
  test(`npm run worker:${runtime} takes what is queued, shows how it fares, and ends well`, async () => {
    const [command, ...args] = scripts[`worker:${runtime}`].split(' ');
    assert.equal(command, 'node');
    for (const path of [`examples/${runtime}/README.md`, 'README.md']) {
      assert.ok(readFileSync(join(root, path), 'utf8').includes(`worker:${runtime}`), path);
    }
    const env = { ...process.env, WORKER_PORT: '0' };
    const child = spawn(process.execPath, [...args, '--items', '6'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const closed = once(child, 'close');
    const [lines, said] = [[], []];
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
    createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
    try {
      await until(`six are finished; ${said.join('\n')}`, () => lines.filter(({ msg }) => msg === 'finished').length === 6);
      const { url } = lines.find(({ msg }) => msg === 'working');
      const metrics = await (await fetch(`${url}/metrics`)).text();
      assert.match(metrics, /^leasehold_items_total\{outcome="completed"\} 6$/m);
      assert.match(metrics, /^leasehold_queue_depth 0$/m);
      // So that a reader who copies the line has something to look at.
      assert.ok(said.some((line) => line.includes('/metrics')));
    } finally {
      child.kill('SIGTERM');
    }
    assert.deepEqual(await closed, [0, null], said.join('\n'));
    assert.equal(said.at(-1), 'leasehold: 6 work items: 6 completed, 0 still queued, 0 held until their lease runs out');
  });
}

test('worker.mjs says what it takes', async () => {
  const child = spawn(process.execPath, ['scripts/worker.mjs', 'python'], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  const chunks = [];
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  assert.deepEqual(await once(child, 'close'), [1, null]);
  assert.match(Buffer.concat(chunks).toString(), /^expected node or deno, .*usage: npm run worker:node/ms);
});
