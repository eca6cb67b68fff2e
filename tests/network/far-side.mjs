// The other end of the line, in a process of its own: an emulator behind HTTP, and a bad network in front of it.
//
// It is forked with its options as JSON, says `{url, environmentId, environmentKey, apiKey}` once it listens, and then answers messages:
// `enqueue` (a number) with the items' ids, `counts` with what the network did, `stopped` with how many items are.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Emulator } from 'leasehold/emulator';
import { toNodeHandler } from 'srvx/node';
import { startProxy } from './proxy.mjs';

const { seed, rate } = JSON.parse(process.argv[2]);
const emulator = new Emulator({ journalLimit: 2_000_000 });
/** Who has left gets no answer. */
const answer = (request) =>
  emulator.fetch(request).catch(() => {
    request.runtime.node.res.destroy();
    return new Response(null);
  });
const server = createServer(toNodeHandler(answer));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const proxy = await startProxy({ target: server.address().port, seed, rate });

const headers = { 'anthropic-version': '2023-06-01', 'x-api-key': emulator.apiKey };
const body = JSON.stringify({ name: 'far', config: { type: 'self_hosted' } });
const { id } = await (await emulator.fetch('/v1/environments', { method: 'POST', headers, body })).json();

const answers = {
  enqueue: (count) => Array.from({ length: count }, () => emulator.enqueue(id).id),
  counts: () => proxy.counts,
  stopped: () => emulator.journal({ type: 'change' }).filter(({ change }) => change === 'work.stopped').length,
};
process.on('message', ({ ask, of }) => process.send(answers[ask](of)));
process.once('disconnect', () => process.exit());
process.send({ url: proxy.url, environmentId: id, environmentKey: emulator.environmentKey(id), apiKey: emulator.apiKey });
