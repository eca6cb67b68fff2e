import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/**
 * One answer of a script.
 *
 * @typedef {object} Step
 * @property {number} [status] 200 by default
 * @property {Record<string, string | string[]>} [headers]
 * @property {unknown} [body] a string as it is, anything else as JSON; left out, there is none
 * @property {boolean} [gzip] compresses the body, and says so
 * @property {boolean} [chunked] leaves the length of the body unsaid
 * @property {number} [delayMs] waits before it answers
 * @property {"before-headers" | "mid-body"} [cut] breaks the connection there
 * @property {"before-headers" | "mid-body"} [stall] stays silent from there on, until the client goes
 */

/**
 * Answers with `step`.
 *
 * @param {Step} step
 * @param {import("node:http").ServerResponse} response
 * @param {() => void} onCut told before the connection is broken
 */
export async function play(step, response, onCut) {
  if (step.delayMs) await sleep(step.delayMs);
  const stop = step.cut ?? step.stall;
  const end = () => {
    if (!step.cut) return;
    onCut();
    response.destroy();
  };
  if (stop === 'before-headers') return end();

  // A client that was told that the connection closes may take what came by then for the whole.
  if (stop) response.removeHeader('connection');
  const body = step.gzip ? gzipSync(text(step.body)) : Buffer.from(text(step.body));
  response.writeHead(step.status ?? 200, headers(step, body));
  if (!stop) return response.end(body);
  // Half of it must have left before the connection breaks.
  response.write(body.subarray(0, Math.ceil(body.length / 2)), end);
}

function text(body) {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function headers({ body, gzip, chunked, headers: own }, { length }) {
  const all = { ...own };
  if (gzip) all['content-encoding'] ??= 'gzip';
  if (body !== undefined) all['content-type'] ??= typeof body === 'string' ? 'text/plain' : 'application/json';
  if (!chunked && length) all['content-length'] ??= length;
  return all;
}
