// Works through a queue with our worker, and prints how many milliseconds it took from the end of item `warmUp` to that of the last:
// `node items-ours.mjs '{"baseURL": …, "concurrency": 64, "handlerMs": 10, "warmUp": 200, "items": 1000}'`
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'leasehold';

const { baseURL, environmentId, environmentKey, concurrency, handlerMs, warmUp, items } = JSON.parse(process.argv[2]);
const client = new Client({ baseURL, authToken: environmentKey });
const worker = client.environments.work.worker({ environmentId, concurrency, onWork: () => sleep(handlerMs) });

let began;
let cpu;
let measured;
worker.on('finished', () => {
  const { finished } = worker.stats();
  if (finished === warmUp) {
    began = performance.now();
    cpu = process.cpuUsage();
  }
  if (finished !== warmUp + items) return;
  const { user, system } = process.cpuUsage(cpu);
  measured = { ms: performance.now() - began, cpuMs: (user + system) / 1e3 };
  worker.drain();
});
await worker.run();
const { finished, failed, lost } = worker.stats();
if (failed || lost) throw new Error(`finished ${finished}, failed ${failed}, lost ${lost} of ${items}`);
console.log(JSON.stringify(measured));
