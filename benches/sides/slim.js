// The import without the wasm, which comes from its file.
import { readFileSync } from 'node:fs';
import { Client, initSync } from 'leasehold/slim';
import { callsOf } from './client.js';

initSync(readFileSync(new URL(import.meta.resolve('leasehold/wasm'))));

export function open({ baseURL, authToken, fetch, options, ...ids }) {
  return callsOf(new Client({ baseURL, authToken, fetch, ...options }).environments, ids);
}
