import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '../support/random.mjs';
import { faults, fine } from './faults.mjs';

const NAMES = Object.keys(faults);
const HEAD_END = '\r\n\r\n';
/**
 * Of polls and acknowledgements fewer are hit than of other requests. After a poll that fails a worker rests for a second, and its slots
 * stay empty; an item whose acknowledgement was lost comes back after half a minute, and the test waits for it.
 */
const SELDOM = { calls: /\/(poll|ack)$/, part: 0.25 };

/**
 * A proxy on a loopback port, by TCP, with a bad network in it. What becomes of a request depends on the seed, on its path, and on how
 * many there were of it before, and not on what else goes on: so a run can be had again as far as its requests are the same.
 *
 * Connections are kept alive towards the client, as far as they survive; each request has one of its own towards the server.
 *
 * @param {object} options
 * @param {number} options.target the server's port on this machine
 * @param {string} options.seed
 * @param {number} options.rate how many of the requests something happens to, from 0 to 1
 * @returns {Promise<{url: string, counts: Record<string, number>, close: () => void}>} `counts` says how often what happened
 */
export async function startProxy({ target, seed, rate }) {
  const counts = Object.fromEntries(['nothing', ...NAMES].map((name) => [name, 0]));
  const seen = new Map();
  const draw = (line) => {
    const [path] = line.split(/\?| HTTP/);
    const before = seen.get(path) ?? 0;
    seen.set(path, before + 1);
    const random = randomFrom(`${seed} ${path} ${before}`);
    const name = random() < rate * (SELDOM.calls.test(path) ? SELDOM.part : 1) ? NAMES[Math.floor(random() * NAMES.length)] : 'nothing';
    counts[name] += 1;
    return { random, fault: faults[name] ?? fine };
  };
  const clients = new Set();
  const server = createServer({ noDelay: true }, (client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
    serve(client, target, draw);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    for (const client of clients) client.destroy();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, counts, close };
}

/** The requests of one connection. The client sends the next one when it has the answer to the last. */
function serve(client, target, draw) {
  let bytes = Buffer.alloc(0);
  const gone = new Promise((resolve) => client.once('close', resolve));
  // A reset is what it is for.
  client.on('error', () => {});
  client.on('data', (data) => {
    bytes = Buffer.concat([bytes, data]);
    const length = requestLength(bytes);
    if (length === undefined || bytes.length < length) return;
    const request = bytes.subarray(0, length);
    bytes = bytes.subarray(length);
    const { random, fault } = draw(request.subarray(0, request.indexOf('\r\n')).toString());
    const passage = {
      request,
      random,
      gone,
      ask: () => ask(target, request),
      say: (answer) => client.writable && client.write(answer),
      cut: () => client.end(),
      reset: () => client.resetAndDestroy(),
      pause: (ms) => sleep(ms, undefined, { ref: false }),
    };
    // A server that has gone takes the client's connection with it.
    fault(passage).catch(() => client.destroy());
  });
}

/** How many bytes the request has that `bytes` begin with; undefined while its head is not whole. */
function requestLength(bytes) {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = bytes.subarray(0, end).toString('latin1');
  if (/^transfer-encoding:/im.test(head)) throw new Error('this proxy knows requests by their length only');
  return end + HEAD_END.length + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
}

/** Sends a request on a connection of its own; gives the whole answer, which for the client's connection is not the last one. */
async function ask(target, request) {
  const server = connect({ port: target, host: '127.0.0.1', noDelay: true });
  // Not `end`: a server takes half a connection for one whose client has left.
  server.write(request.toString('latin1').replace(/^connection: .*$/im, 'connection: close'), 'latin1');
  const chunks = [];
  for await (const chunk of server) chunks.push(chunk);
  const answer = Buffer.concat(chunks);
  if (!answer.includes(HEAD_END)) throw new Error('the server gave no answer');
  return Buffer.from(answer.toString('latin1').replace(/^connection: close$/im, 'connection: keep-alive'), 'latin1');
}
