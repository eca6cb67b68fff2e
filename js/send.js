// Hands requests to fetch: as a URL and an init, which costs less than a `Request`.
import { field } from './params.js';
import { whenSettled } from './wait.js';

/** Runtimes without cookies and referrers refuse requests that name them. */
const AMBIENT = { credentials: 'omit', referrerPolicy: 'no-referrer' };

/** Whether this runtime has them. Asked late: Node loads its fetch when it is first named. */
let isAmbient;

/** What cannot be sent as it is. The name is how Rust tells it from a broken connection. */
class Refusal extends Error {
  name = 'Refusal';
}

/**
 * Headers out of their lines: `name:value`, or the name alone of a header that is left out. Line by line, not over a copy of others: to
 * copy a `Headers` takes Chromium five times as long.
 */
function converted(lines) {
  const headers = new Headers();
  for (const line of lines.split('\n')) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    try {
      if (colon >= 0) headers.set(name, line.slice(colon + 1));
      else if (name) headers.delete(name);
    } catch {
      // Without the cause: it would quote the value, which may be a credential.
      throw new Refusal(`the runtime refuses the header ${name}`);
    }
  }
  return headers;
}

function written(body) {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw new Refusal('the body cannot be written as JSON', { cause });
  }
}

/**
 * Sends a request with `fetch`, which follows no redirect, and rings with the answer. Gives what aborts the exchange. The headers are
 * each request's own, whatever the `fetch`: a tracer that wraps the global one writes into them.
 */
export function send(fetch, url, method, shared, own, body, ring, number) {
  const controller = new AbortController();
  isAmbient ??= 'credentials' in (globalThis.Request?.prototype ?? {});
  try {
    const headers = converted(shared + own);
    const init = { method, headers, body: written(body), signal: controller.signal, redirect: 'manual', ...(isAmbient && AMBIENT) };
    whenSettled(Promise.resolve(fetch(url, init)), ring, number);
  } catch (error) {
    ring(number, error, true);
  }
  return controller;
}

/** Whether what `fetch` gave, which may be a test's, has what the rest relies on. */
export function isResponse(answer) {
  const headers = field(answer, 'headers');
  const isFunction = (name) => typeof field(headers, name) === 'function';
  return typeof field(answer, 'status') === 'number' && isFunction('get') && isFunction(Symbol.iterator);
}
