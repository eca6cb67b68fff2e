// A page that loads the wasm as a file beside it.
import { Client, init } from 'leasehold/slim';

const wasm = new URL('leasehold/wasm', import.meta.url);
const { baseURL, environmentKey, environmentId } = JSON.parse(decodeURIComponent(location.hash.slice(1)));

init(wasm)
  .then(() => new Client({ baseURL, authToken: environmentKey }).environments.work.poll(environmentId))
  .then(({ data }) => {
    globalThis.report = { item: data.type, file: wasm.pathname.endsWith('.wasm') };
  });
