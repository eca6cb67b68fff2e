// The same with the official SDK, in the shape of its worker's loop: one item after the other; acknowledged by its poller, a first
// heartbeat beside the handler, then a forced stop. (Its `EnvironmentWorker` itself runs nothing but its own tools.)
import { setTimeout as sleep } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';

const { baseURL, environmentId, environmentKey, handlerMs, warmUp, items } = JSON.parse(process.argv[2]);
const client = new Anthropic({ baseURL, apiKey: null, authToken: environmentKey });
const { work: calls } = client.beta.environments;

let finished = 0;
let began;
let cpu;
for await (const { id } of calls.poller({ environmentId, environmentKey, autoStop: false })) {
  const lease = { environment_id: environmentId };
  await Promise.all([sleep(handlerMs), calls.heartbeat(id, { ...lease, expected_last_heartbeat: 'NO_HEARTBEAT' })]);
  await calls.stop(id, { ...lease, force: true });
  finished += 1;
  if (finished === warmUp) {
    began = performance.now();
    cpu = process.cpuUsage();
  }
  if (finished === warmUp + items) break;
}
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ ms: performance.now() - began, cpuMs: (user + system) / 1e3 }));
