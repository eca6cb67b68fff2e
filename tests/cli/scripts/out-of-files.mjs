// A command that is to be started where no file can be opened any more.
import { openSync } from 'node:fs';
import { runCommand } from '../../../js/cli/worker/command.mjs';

const lease = { signal: new AbortController().signal, done: new Promise(() => {}), release: () => console.log('released') };
try {
  for (;;) openSync('/dev/null');
} catch {
  const options = { env: process.env, input: '', lease, windDownMs: 0, print: async () => {} };
  await runCommand('true', options).catch((error) => console.log(error.message));
}
