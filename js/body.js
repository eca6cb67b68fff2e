// Reads bodies. In JavaScript because a body comes in chunks, and each chunk would cross into the wasm and back.
import { whenSettled } from './wait.js';

/** A body was longer than its limit. The name is how Rust tells it from a broken connection. */
class BodyTooLarge extends Error {
  name = 'BodyTooLarge';

  constructor(limit) {
    super(`the body is longer than ${limit} bytes`);
  }
}

/** A body is not there any more: what is no broken connection either. */
class BodyTaken extends Error {
  name = 'BodyTaken';
}

const decoder = new TextDecoder();

/**
 * The body's bytes, perhaps undefined where there are none. Beyond `limit` of them it is not read: `cut` says whether the rest is left out or an
 * error. The limit counts what arrives after decompression, so that a small download cannot grow without bounds. No `content-length` makes
 * that needless: it is the compressed body's, and a page of another origin cannot see that there was compression.
 */
async function read(response, limit, cut) {
  // The caller may have asked for the answer before.
  if (response.bodyUsed || response.body?.locked) throw new BodyTaken('somebody else has read it');
  const reader = response.body?.getReader?.();
  if (!reader) {
    const bytes = new TextEncoder().encode(response.body === null ? '' : await response.text());
    if (bytes.length > limit && !cut) throw new BodyTooLarge(limit);
    return bytes.subarray(0, limit);
  }
  const chunks = [];
  for (let left = limit; ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value.byteLength > left ? value.subarray(0, left) : value);
    left -= value.byteLength;
    if (left >= 0) continue;
    reader.cancel().catch(() => {});
    if (cut) break;
    throw new BodyTooLarge(limit);
  }
  return joined(chunks);
}

/** One after the other. Decoded chunk by chunk they would take longer: engines are quick with a text that is whole. */
function joined(chunks) {
  if (chunks.length < 2) return chunks[0];
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

const strict = new TextDecoder('utf-8', { fatal: true });

/** A value out of JSON in base64url (RFC 4648, 5; padding optional); undefined where it is none. */
export function parseBase64url(text) {
  const digits = /^[\w-]*(?=={0,2}$)/.exec(text)?.[0];
  try {
    const signs = atob(digits.replaceAll('-', '+').replaceAll('_', '/'));
    return JSON.parse(strict.decode(Uint8Array.from(signs, (sign) => sign.charCodeAt(0))));
  } catch {
    // No base64url, no UTF-8, or no JSON.
  }
}

/** An answer's headers, a line each. Those of a caller's own answer may throw: then there are none. */
export function headerLines({ headers }) {
  try {
    return [...headers].map(([name, value]) => `${name}:${value}\n`).join('');
  } catch {
    return '';
  }
}

/** One of an answer's headers; null where there is none, or no text. */
export function header({ headers }, name) {
  try {
    const value = headers.get(name);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

/**
 * Rings with the body: as text, cut after `limit` bytes; or as JSON, `undefined` when it is empty, with a `SyntaxError` when it is no JSON.
 */
export const readBody = (response, limit, isText, ring, number) =>
  whenSettled(isText ? text(response, limit) : json(response, limit), ring, number);

async function text(response, limit) {
  return decoder.decode(await read(response, limit, true));
}

async function json(response, limit) {
  // They stay until the text is parsed. When everything is free while the parser has garbage collected, Node gives the memory back to the
  // system, and each next page of 1,000 items has to get its own again: a tenth of what it costs.
  const bytes = await read(response, limit, false);
  const text = decoder.decode(bytes);
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    // Engines quote the text around the mistake, and that text may be a credential.
    const place = /position \d+|line \d+ column \d+/.exec(error.message)?.[0];
    throw new SyntaxError(place ? `no JSON at ${place}` : 'no JSON');
  }
}
