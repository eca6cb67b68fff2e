// A page that loads the wasm as a file beside it.
import { Client, init } from 'leasehold/slim';
import wasm from 'leasehold/wasm?url';

await init(wasm);
const { baseURL, environmentKey, environmentId } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const { data } = await new Client({ baseURL, authToken: environmentKey }).environments.work.poll(environmentId);
globalThis.report = { item: data.type, file: wasm.endsWith('.wasm') };
