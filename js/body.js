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
 * What `decode` makes of the body's bytes, of which there may be none, or `undefined` in their place. Beyond `limit` of them it is not read:
 * `cut` says whether the rest is left out or an error. The limit counts what arrives after decompression, so that a small download cannot grow
 * without bounds. No `content-length` makes that needless: it is the compressed body's, and a page of another origin cannot see that there was
 * compression.
 */
async function read(response, limit, cut, decode) {
  const { body } = response;
  // The caller may have asked for the answer before.
  if (response.bodyUsed || body?.locked) throw new BodyTaken('somebody else has read it');
  const reader = body?.getReader?.();
  if (!reader) {
    const bytes = new TextEncoder().encode(body === null ? '' : await response.text());
    if (bytes.length > limit && !cut) throw new BodyTooLarge(limit);
    return decode(bytes.subarray(0, limit));
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
  return decode(joined(chunks));
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
  whenSettled(read(response, limit, isText, isText ? text : json), ring, number);

const text = (bytes) => decoder.decode(bytes);

// The bytes stay until the text is parsed. When everything is free while the parser has garbage collected, Node gives the memory back to the
// system, and each next page of 1,000 items has to get its own again: a tenth of what it costs.
function json(bytes) {
  const body = text(bytes);
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch (error) {
    // Engines quote the text around the mistake, and that text may be a credential.
    const place = /position \d+|line \d+ column \d+/.exec(error.message)?.[0];
    throw new SyntaxError(place ? `no JSON at ${place}` : 'no JSON');
  }
}
