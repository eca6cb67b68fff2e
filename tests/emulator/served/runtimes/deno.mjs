// An emulator served by Deno.
import { Emulator } from 'leasehold/emulator';
import { prepare } from './prepare.mjs';

const emulator = new Emulator();
const print = await prepare(emulator);
Deno.serve({ hostname: '127.0.0.1', port: 0, onListen: ({ port }) => print(`http://127.0.0.1:${port}`) }, emulator.fetch);
