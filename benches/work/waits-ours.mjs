// Notes how long queued items wait until their handler starts, with a worker for each place, until as many as `items` have been there:
// `node waits-ours.mjs '{"places": [{"baseURL": …}], "concurrency": 64, "handlerMs": 10, "items": 20}'`. Prints the milliseconds, as JSON.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'leasehold';

const { places, concurrency = 1, handlerMs, items } = JSON.parse(process.argv[2]);
const waits = [];

const workers = places.map(({ baseURL, environmentId, environmentKey }) => {
  const client = new Client({ baseURL, authToken: environmentKey });
  return client.environments.work.worker({ environmentId, concurrency, onWork });
});
await Promise.all(workers.map((worker) => worker.run()));
console.log(JSON.stringify(waits));
process.exit();

async function onWork(item) {
  // Both clocks are this machine's.
  waits.push(Date.now() - Date.parse(item.created_at));
  await sleep(handlerMs);
  if (waits.length === items) for (const worker of workers) worker.drain();
}
