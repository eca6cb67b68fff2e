// An emulator served by workerd: one for each isolate. `/_prepare` says what is in it.
import { Emulator } from 'leasehold/emulator';
import { prepare } from './prepare.mjs';

const emulator = new Emulator();

export default {
  async fetch(request) {
    if (new URL(request.url).pathname !== '/_prepare') return emulator.fetch(request);
    const lines = [];
    const print = await prepare(emulator, (line) => lines.push(line));
    print(new URL(request.url).origin);
    return new Response(lines.join('\n'));
  },
};
