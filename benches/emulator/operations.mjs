// Prints how many microseconds the emulator needs for its operations, a value a round: `node operations.mjs '{"items": 1000, …}'`
import { Emulator } from 'leasehold/emulator';

const { items, count, rounds, warmUp } = JSON.parse(process.argv[2]);
const emulator = new Emulator({ journalLimit: 0 });
const base = 'https://api.example.com/v1/environments';
const common = { accept: 'application/json', 'anthropic-version': '2023-06-01', 'anthropic-beta': 'managed-agents-2026-04-01' };
const account = { ...common, 'x-api-key': emulator.apiKey };

const { id } = await ask('', { method: 'POST', body: '{"name":"benchmark","config":{"type":"self_hosted"}}', headers: account });
const worker = { ...common, authorization: `Bearer ${emulator.environmentKey(id)}`, 'anthropic-worker-id': 'benchmark' };
for (let i = 0; i < items; i += 1) emulator.enqueue(id);

let claimed = [];
const operations = {
  poll: async () => claimed.push(await ask(`/${id}/work/poll`, { headers: worker })),
  ack: (i) => ask(`/${id}/work/${claimed[i].id}/ack`, { method: 'POST', headers: worker }),
  heartbeat: (i) => ask(`/${id}/work/${claimed[i].id}/heartbeat`, { method: 'POST', headers: worker }),
  stop: (i) => ask(`/${id}/work/${claimed[i].id}/stop`, { method: 'POST', headers: worker, body: '{"force":true}' }),
  stats: () => ask(`/${id}/work/stats`, { headers: account }),
  'list of 20': () => ask(`/${id}/work?limit=20`, { headers: worker }),
};

const samples = Object.fromEntries(Object.keys(operations).map((name) => [name, []]));
for (let round = 0; round < warmUp + rounds; round += 1) {
  claimed = [];
  for (const [name, operation] of Object.entries(operations)) {
    const began = performance.now();
    for (let i = 0; i < count; i += 1) await operation(i);
    if (round >= warmUp) samples[name].push((1e3 * (performance.now() - began)) / count);
  }
  // As many as were taken: the queue stays as long as it was.
  for (let i = 0; i < count; i += 1) emulator.enqueue(id);
}
console.log(JSON.stringify(samples));

async function ask(path, init) {
  const response = await emulator.fetch(`${base}${path}`, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
