// An emulator behind HTTP, in a process of its own, served by Bun: its server costs the least of those that take a fetch handler, and
// what the server costs is not to be measured. Beside the API it takes `POST /_places`, answered with a place to work,
// `POST /_places/env_…/<count>`, which queues as many items there and is answered with the id of the last. Its first line is
// its URL; it ends with its stdin.
import { Emulator } from 'leasehold/emulator';

const emulator = new Emulator({ journalLimit: 0 });
const { url } = Bun.serve({ hostname: '127.0.0.1', port: 0, idleTimeout: 0, fetch: answer });
const baseURL = url.origin;
console.log(baseURL);
for await (const _ of Bun.stdin.stream());
process.exit();

async function answer(request) {
  const [, top, environmentId, count] = new URL(request.url).pathname.split('/');
  if (top !== '_places') return emulator.fetch(request);
  if (!environmentId) return Response.json(await newPlace());
  let last;
  for (let i = 0; i < Number(count); i += 1) last = emulator.enqueue(environmentId);
  return Response.json({ workId: last?.id });
}

async function newPlace() {
  const headers = { 'x-api-key': emulator.apiKey, 'anthropic-version': '2023-06-01' };
  const body = JSON.stringify({ name: 'benchmark', config: { type: 'self_hosted' } });
  const { id } = await (await emulator.fetch(`${baseURL}/v1/environments`, { method: 'POST', headers, body })).json();
  return { baseURL, environmentId: id, environmentKey: emulator.environmentKey(id), apiKey: emulator.apiKey };
}
