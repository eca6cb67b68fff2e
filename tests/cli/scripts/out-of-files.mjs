// A command that is to be started where no file can be opened any more.
import { openSync } from 'node:fs';
import { runCommand } from '../../../js/cli/worker/command.mjs';

const lease = { signal: new AbortController().signal, done: new Promise(() => {}) };
try {
  for (;;) openSync('/dev/null');
} catch {
  await runCommand('true', { env: process.env, input: '', lease, windDownMs: 0, print: async () => {} }).catch(({ code }) => {
    console.log(`${code}, and the worker goes on`);
  });
}
