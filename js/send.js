// Hands requests to fetch: as a URL and an init, which costs less than a `Request`.
import { whenSettled } from './wait.js';

/** Runtimes without cookies and referrers refuse requests that name them. */
const AMBIENT = { credentials: 'omit', referrerPolicy: 'no-referrer' };

/** Whether this runtime has them. Asked late: Node loads its fetch when it is first named. */
let isAmbient;

/** Sends a request with `fetch`, which follows no redirect, and rings with the answer. Gives what aborts the exchange. */
export function send(fetch, url, method, headers, body, ring, number) {
  const controller = new AbortController();
  isAmbient ??= 'credentials' in (globalThis.Request?.prototype ?? {});
  try {
    const answer = fetch(url, { method, headers, body, signal: controller.signal, redirect: 'manual', ...(isAmbient && AMBIENT) });
    whenSettled(Promise.resolve(answer), ring, number);
  } catch (error) {
    ring(number, error, true);
  }
  return controller;
}

/** New headers, with what others have. */
export const headersLike = (others) => new Headers(others);

/** Sets a header, or without a value takes it out. Whether the runtime does that: its error would quote the value, maybe a credential. */
export function put(headers, name, value) {
  try {
    if (value === undefined) headers.delete(name);
    else headers.set(name, value);
    return true;
  } catch {
    return false;
  }
}

/** Whether what a caller's `fetch` gave has what the rest relies on. */
export const isResponse = (answer) => typeof answer?.status === 'number' && typeof answer.headers?.get === 'function';
