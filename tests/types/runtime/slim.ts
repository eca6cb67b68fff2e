// The entry without the wasm takes it in each form that the runtime has for it.
import { Client, init, initSync } from 'leasehold/slim';
import { is } from '../assert.js';

declare const compiled: WebAssembly.Module;
const bytes = new Uint8Array();

is<void>()(initSync(bytes));
is<void>()(initSync(bytes.buffer));
is<void>()(initSync(compiled));
is<Promise<void>>()(init('https://example.com/leasehold.wasm'));
is<Promise<void>>()(init(new URL('https://example.com/leasehold.wasm')));
is<Promise<void>>()(init(fetch('https://example.com/leasehold.wasm')));
is<Promise<void>>()(init(compiled));
is<Client>()(new Client());

// @ts-expect-error Argument of type 'number' is not assignable
initSync(8);
// @ts-expect-error Argument of type 'string' is not assignable
initSync('leasehold.wasm');
