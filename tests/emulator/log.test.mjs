// What `leasehold emulator` logs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Emulator } from 'leasehold/emulator';
import { serveEmulator } from '../../js/cli/server.mjs';
import { onto } from './scene.mjs';

/** Where a millisecond passes whenever somebody looks what happened. */
class Ticking extends Emulator {
  journal(filter) {
    this.advance(1);
    return super.journal(filter);
  }

  journalText(filter) {
    this.advance(1);
    return super.journalText(filter);
  }
}

test('every request has its line, and one, also where several end while a line is written', async () => {
  const { emulator, id } = await onto(new Ticking({ clock: 'virtual', credentials: 'relaxed' }));
  const lines = [];
  const log = (text) => lines.push(...text.split('\n').slice(0, -1));
  const { url, close } = await serveEmulator(emulator, { hostname: '127.0.0.1', port: 0, log });
  const headers = { 'anthropic-version': '2023-06-01', 'x-api-key': emulator.apiKey };
  const waits = Array.from({ length: 20 }, (_, index) => `${url}/v1/environments/${id}/work/poll?block_ms=${index + 1}`);
  let isOver = false;
  const polls = Promise.all(waits.map(async (wait) => (await fetch(wait, { headers })).json())).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    emulator.advance(1);
    await turn();
  }
  await polls;
  await close();
  const requestId = (line) => /\b(req_\w+)\)$/.exec(line)?.[1];
  const expected = emulator.journal({ type: 'request', endpoint: 'work.poll' }).map((entry) => entry.requestId);
  assert.deepEqual([lines.map(requestId), expected.length], [expected, 20]);
});
