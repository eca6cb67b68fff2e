// The same with fetch alone: what the requests themselves cost.
import { setTimeout as sleep } from 'node:timers/promises';

const { baseURL, environmentId, environmentKey, concurrency, handlerMs, items, warmUp } = JSON.parse(process.argv[2]);
const headers = { authorization: `Bearer ${environmentKey}`, 'anthropic-version': '2023-06-01' };
const base = `${baseURL}/v1/environments/${environmentId}/work`;
const call = async (path, method = 'POST', body = undefined) => (await fetch(`${base}${path}`, { method, headers, body })).json();

let left = warmUp;
async function slot() {
  while (left-- > 0) {
    const { id } = await call('/poll?block_ms=999', 'GET');
    await call(`/${id}/ack`);
    await call(`/${id}/heartbeat?expected_last_heartbeat=NO_HEARTBEAT`);
    await sleep(handlerMs);
    await call(`/${id}/stop`, 'POST', '{"force":true}');
  }
}
const all = () => Promise.all(Array.from({ length: concurrency }, slot));
await all();
left = items;
const began = performance.now();
const cpu = process.cpuUsage();
await all();
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ ms: performance.now() - began, cpuMs: (user + system) / 1e3 }));
