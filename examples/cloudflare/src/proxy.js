// The way from pages to the API. The keys are added here, and leave in no answer, no error, no redirect and no log.
import { find } from './calls.js';
import { log, said } from './log.js';
import { readWithin } from './read.js';

/** The path under which pages find the API: `new Client({ baseURL: '/api' })`. */
const PREFIX = '/api';

/** An environment with all that it may have is far smaller. */
const LONGEST_REQUEST_BYTES = 256 * 1024;

/** A page of a thousand work items is a tenth of that. */
const LONGEST_ANSWER_BYTES = 8 * 1024 * 1024;

/** A poll waits for a second at most. */
const TIMEOUT_MS = 30_000;

/** What of a page's request is meant for the API. Whatever it sent as credentials is not among it. */
const PASSED_ON = ['accept', 'content-type', 'anthropic-version', 'anthropic-beta', 'anthropic-worker-id', 'anthropic-workspace-id'];

/** What of the API's answer is meant for the page. */
const PASSED_BACK = ['content-type', 'request-id', 'anthropic-workspace-id', 'retry-after', 'retry-after-ms', 'x-should-retry'];

/**
 * Answers a page's call with what the API answers to the same call with our key.
 *
 * @param {Request} request
 * @param {import('./env.js').Env} env
 * @returns {Promise<Response>}
 */
export async function proxy(request, env) {
  const origin = request.headers.get('origin');
  const isAllowed = isFromAllowedPage(request, env);
  const answer = isAllowed ? await answerTo(request, env) : refuse(403, 'permission_error', 'this proxy serves other origins');
  // Caches must not show one origin what another one was told.
  answer.headers.append('vary', 'Origin');
  answer.headers.set('cache-control', 'no-store');
  if (isAllowed && origin !== null) {
    answer.headers.set('access-control-allow-origin', origin);
    answer.headers.set('access-control-expose-headers', PASSED_BACK.join(', '));
  }
  return answer;
}

/**
 * A browser says where a request comes from, and does not let a page say anything else. Programs may say what they like: who they are
 * is for whatever stands in front of this Worker to find out.
 *
 * @param {Request} request
 * @param {import('./env.js').Env} env
 */
function isFromAllowedPage({ headers, url }, env) {
  const origin = headers.get('origin');
  // A page of our own origin sends none when it only reads.
  if (origin === null) return headers.get('sec-fetch-site') === 'same-origin';
  const allowed = env.ALLOWED_ORIGINS.split(',').map((text) => text.trim());
  return origin !== 'null' && [new URL(url).origin, ...allowed].includes(origin);
}

/**
 * @param {Request} request
 * @param {import('./env.js').Env} env
 */
async function answerTo(request, env) {
  const { pathname, search } = new URL(request.url);
  const path = pathname.startsWith(`${PREFIX}/`) ? pathname.slice(PREFIX.length) : '';
  const found = find(path);
  if (!found) return refuse(404, 'not_found_error', 'this proxy knows the calls of the Environments API only');
  const methods = Object.keys(found.methods);
  if (request.method === 'OPTIONS') return preflight(request, methods);
  const call = Object.hasOwn(found.methods, request.method) && found.methods[request.method];
  if (!call) {
    return refuse(405, 'invalid_request_error', `what can be called here is ${methods.join(', ')}`, { allow: methods.join(', ') });
  }
  const body = call.hasBody && request.body ? await readWithin(request.body, LONGEST_REQUEST_BYTES) : null;
  if (body === undefined) return refuse(413, 'request_too_large', `a body may have ${LONGEST_REQUEST_BYTES} bytes`);
  const isOurs = found.caller === 'worker' && found.environmentId === env.ANTHROPIC_ENVIRONMENT_ID;
  try {
    const headers = { ...pick(request.headers, PASSED_ON), ...credential(env, isOurs) };
    return await forward(`${base(env)}${path}${search}`, { method: request.method, headers, body }, env);
  } catch (error) {
    log('not answered', { path: found.path, error: said(error) });
    return refuse(502, 'api_error', 'the API did not answer');
  }
}

/**
 * Says that a page may send such a request: with any headers, as those that are not meant for the API go no further than here.
 *
 * @param {Request} request
 * @param {string[]} methods
 */
function preflight({ headers }, methods) {
  const answer = new Response(null, { status: 204 });
  answer.headers.set('access-control-allow-methods', methods.join(', '));
  answer.headers.set('access-control-allow-headers', headers.get('access-control-request-headers') ?? '');
  answer.headers.set('access-control-max-age', '7200');
  answer.headers.set('vary', 'Access-Control-Request-Headers');
  return answer;
}

/**
 * @param {string} url
 * @param {RequestInit} init
 * @param {import('./env.js').Env} env
 */
async function forward(url, init, env) {
  // A redirect would carry the key along.
  const answer = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
  const isRedirect = answer.status >= 300 && answer.status < 400;
  const bytes = !isRedirect && (answer.body ? await readWithin(answer.body, LONGEST_ANSWER_BYTES) : new Uint8Array());
  if (!bytes) throw new Error(`an answer that is not passed on: ${isRedirect ? 'a redirect' : 'too long'}, status ${answer.status}`);
  const [headers, text] = [pick(answer.headers, PASSED_BACK), new TextDecoder().decode(bytes)];
  // Some servers show people their request.
  const keys = [env.ANTHROPIC_API_KEY, env.ANTHROPIC_ENVIRONMENT_KEY].filter(Boolean);
  const told = `${JSON.stringify(headers)}\n${text}`;
  if (keys.some((key) => told.includes(key))) throw new Error(`an answer that is not passed on: a key is in it, status ${answer.status}`);
  return new Response(text || null, { status: answer.status, headers });
}

/**
 * @param {import('./env.js').Env} env
 * @param {boolean} isOurs whether a call on our own environment is one that workers make
 * @returns {Record<string, string>}
 */
function credential({ ANTHROPIC_API_KEY, ANTHROPIC_ENVIRONMENT_KEY }, isOurs) {
  if (isOurs && ANTHROPIC_ENVIRONMENT_KEY) return { authorization: `Bearer ${ANTHROPIC_ENVIRONMENT_KEY}` };
  if (!ANTHROPIC_API_KEY) throw new Error('the secret ANTHROPIC_API_KEY is not set');
  return { 'x-api-key': ANTHROPIC_API_KEY };
}

/**
 * Where the API is. Over plain `http:` everybody on the way could read the key; on this machine there is no way.
 *
 * @param {import('./env.js').Env} env
 */
function base({ ANTHROPIC_BASE_URL }) {
  const { protocol, hostname } = new URL(ANTHROPIC_BASE_URL);
  if (protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return ANTHROPIC_BASE_URL;
  throw new Error('ANTHROPIC_BASE_URL has to begin with https:');
}

/**
 * @param {Headers} headers
 * @param {string[]} names
 */
const pick = (headers, names) => Object.fromEntries(names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? '']] : [])));

/**
 * An error as the API tells one.
 *
 * @param {number} status
 * @param {string} type
 * @param {string} message
 * @param {Record<string, string>} [headers]
 */
function refuse(status, type, message, headers = {}) {
  return Response.json({ type: 'error', error: { type, message } }, { status, headers });
}
