// A dedicated Worker that holds a lease by itself.
import { Client } from '/dist/index.js';

globalThis.onmessage = async ({ data: { baseURL, key, item, options } }) => {
  const client = new Client({ baseURL, authToken: key });
  const lease = client.environments.work.lease(item, options);
  await lease.ready;
  postMessage(lease.state);
};
