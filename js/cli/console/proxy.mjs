// The way from the page to the API. The key is added here, and never reaches the page.
import { Client } from 'leasehold';
import { Refusal } from '../refusal.mjs';

// The fourteen calls and nothing else: whoever gets past the page gets no further than the page does.
const calls = [
  ['GET', /^\/v1\/environments(\/[^/]+)?$/],
  ['POST', /^\/v1\/environments(\/[^/]+(\/archive)?)?$/],
  ['DELETE', /^\/v1\/environments\/[^/]+$/],
  ['GET', /^\/v1\/environments\/[^/]+\/work(\/[^/]+)?$/],
  // `poll` and `stats` are no ids.
  ['POST', /^\/v1\/environments\/[^/]+\/work\/(?!(poll|stats)$)[^/]+(\/(ack|heartbeat|stop))?$/],
];

/** The calls that an environment key makes. */
const workers = /^\/v1\/environments\/[^/]+\/work(\/poll|\/[^/]+\/(ack|heartbeat))?$/;

/** What of the page's request is meant for the API. */
const passedOn = /^(accept|content-type|authorization|anthropic-.*)$/;

/** What would have fetch go elsewhere. */
const redirects = [301, 302, 303, 307, 308];

/** What of the answer says how it was packed; it comes unpacked. */
const unpacked = ['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'set-cookie'];

/**
 * A fetch handler that passes the calls on. Where no client would send the key, by the same errors, none is made.
 *
 * @param {object} options
 * @param {string} options.prefix the path under which the page finds the API
 * @param {string} options.baseURL where the API is
 * @param {boolean} [options.allowInsecureBaseURL] as the client has it
 * @param {string | undefined} options.apiKey added where the page brings no token of its own
 * @param {string | undefined} options.environmentKey added instead to the calls that only workers make
 * @returns {(request: Request) => Promise<Response>}
 */
export function apiProxy({ prefix, baseURL, allowInsecureBaseURL, apiKey, environmentKey }) {
  // What `Headers` says of it would show it.
  if (environmentKey && !/^[!-~]+$/.test(environmentKey.trim())) {
    throw new Refusal('ANTHROPIC_ENVIRONMENT_KEY must be the credential as it was issued, without line breaks');
  }
  const credential = apiKey ? { apiKey } : { authToken: environmentKey };
  if (apiKey || environmentKey) new Client({ ...credential, baseURL, allowInsecureBaseURL });
  const root = withoutSlash(baseURL);
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const path = pathname.slice(prefix.length);
    const from = request.headers.get('sec-fetch-site');
    if (from !== null && from !== 'same-origin') return refuse(403, 'permission_error', 'this proxy serves the console only');
    if (!isCall(request.method, path)) return refuse(404, 'not_found_error', 'this proxy knows the calls of the Environments API only');
    const headers = new Headers([...request.headers].filter(([name]) => passedOn.test(name)));
    if (!headers.has('authorization')) {
      if (environmentKey && workers.test(path)) headers.set('authorization', `Bearer ${environmentKey}`);
      else if (apiKey) headers.set('x-api-key', apiKey);
    }
    return forward(`${root}${path}${search}`, request, headers).catch(() => refuse(502, 'api_error', `nothing answers at ${root}`));
  };
}

/** A base URL as paths follow it. */
export const withoutSlash = (baseURL) => new URL(baseURL).href.replace(/\/+$/, '');

function isCall(method, path) {
  const climbs = path.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment));
  return !climbs && calls.some(([known, pattern]) => known === method && pattern.test(path));
}

async function forward(url, request, headers) {
  const hasBody = request.method === 'POST';
  const body = hasBody ? await request.arrayBuffer() : undefined;
  const answer = await fetch(url, { method: request.method, headers, body, redirect: 'manual', signal: request.signal });
  if (redirects.includes(answer.status)) {
    await answer.body?.cancel();
    return refuse(502, 'api_error', `${new URL(url).origin} redirects, which is not followed: the key is for nobody else`);
  }
  const kept = new Headers(answer.headers);
  for (const name of unpacked) kept.delete(name);
  return new Response(answer.body, { status: answer.status, headers: kept });
}

function refuse(status, type, message) {
  return Response.json({ type: 'error', error: { type, message } }, { status });
}
