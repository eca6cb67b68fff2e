import { Agent, request as send } from 'node:http';
import { pipeline } from 'node:stream/promises';

/**
 * Two connections are enough for a page and its modules. The server that wasm-bindgen's test runner has (tiny_http 0.12) forgets some
 * of those that a browser opens at once, and the page then waits for its modules for ever.
 */
const agent = new Agent({ keepAlive: true, maxSockets: 2 });

/** Whether a browser asks for a page of somebody else's: a request to a proxy has the whole URL (RFC 9112, 3.2.2). */
export const isForOthers = ({ url }) => !url.startsWith('/');

/** Passes a request on, and its answer back. */
export async function passOn(request, response) {
  const { 'proxy-connection': _, ...headers } = request.headers;
  const onward = send(request.url, { method: request.method, headers, agent });
  request.pipe(onward);
  const answer = await new Promise((resolve, reject) => onward.once('response', resolve).once('error', reject));
  response.writeHead(answer.statusCode, answer.headers);
  await pipeline(answer, response);
}
