// Takes parameters apart. What belongs into the body is never decoded on its way.
import { hidden, InvalidInputError, shown } from './errors.js';

/** A field of an object; undefined of anything else. What cannot be read was not left out: it is something that is right nowhere. */
export function field(object, name) {
  try {
    return typeof object === 'object' ? object?.[name] : undefined;
  } catch {
    return Symbol('a getter that throws');
  }
}

/**
 * `read`, giving what it throws: wasm-bindgen leaves a slot of its table of objects behind for each exception that Rust catches, and one
 * that Rust does not catch leaves the wasm's stacks as they are then. What is not our error, a getter's, becomes the cause of one.
 */
export const orError =
  (read, field = 'options') =>
  (...given) => {
    try {
      return read(...given);
    } catch (cause) {
      if (cause instanceof InvalidInputError) return cause;
      return new InvalidInputError(field, 'one that throws', 'an object that can be read', { cause });
    }
  };

/** The parameters without those that go into the path or the headers, in a list; or an error. */
export const bodyOf = orError((params) => {
  const { environment_id, betas, workspace_id, ...body } = params ?? {};
  return [body];
}, 'params');

/**
 * Headers in any of the forms that people have them in (`Headers` or any list of pairs, or an object) as a list of names and values. A
 * value that is a list stands for several, and so does a name that comes again; `null` leaves the header out.
 */
export function pairsOf(field, headers) {
  if (headers == null) return [];
  const refuse = (value) => {
    throw new InvalidInputError(field, hidden(value), 'a Headers, a list of pairs, or an object of names and values');
  };
  const pairs = new Map();
  for (const pair of entriesOf(headers) ?? refuse(headers)) {
    if (!Array.isArray(pair) || typeof pair[0] !== 'string') refuse(pair);
    const [name, value] = pair;
    if (value === undefined) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    if (text !== null && typeof text !== 'string')
      throw new InvalidInputError(`${field}.${name}`, shown(value), 'a text, or null to leave the header out');
    const key = name.toLowerCase();
    const [, before = null] = pairs.get(key) ?? [];
    pairs.set(key, [name, before === null || text === null ? text : `${before}, ${text}`]);
  }
  return [...pairs.values()];
}

function entriesOf(headers) {
  // Not instanceof: an object of another realm is one too, and so is one without a prototype.
  if (typeof headers !== 'object') return;
  try {
    return headers[Symbol.iterator] ? [...headers] : Object.entries(headers);
  } catch {
    // An iterator that throws, or no iterator at all.
  }
}

/** The calls on environments under the official SDK's name. */
export const betaOf = (environments) => ({ environments });
