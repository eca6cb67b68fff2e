// An emulator served by Bun.
import { Emulator } from 'leasehold/emulator';
import { prepare } from './prepare.mjs';

const emulator = new Emulator();
const print = await prepare(emulator);
const { port } = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: emulator.fetch });
print(`http://127.0.0.1:${port}`);
