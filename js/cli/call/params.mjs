// A call's parameters from the options that were given.
import { fieldOf } from '../commands.mjs';
import { isObject } from '../kinds.mjs';
import { Refusal } from '../refusal.mjs';
import { readDocument } from './document.mjs';

/** What says how a request is sent, and is no parameter of it. */
const settings = new Set([
  'api-key',
  'auth-token',
  'base-url',
  'allow-insecure-base-url',
  'timeout',
  'max-retries',
  'anthropic-version',
  'debug',
]);

/**
 * @param {import("../commands.mjs").Command} command
 * @param {Record<string, unknown>} values
 * @returns {Promise<{id: string | undefined, params: object}>} what the method takes first, and the rest
 */
export async function paramsOf({ options, call }, values) {
  const id = values[call.id];
  const body = options.find(({ isBody, name }) => isBody && name in values);
  let params = body ? await readDocument(body.name, values[body.name]) : {};
  const own = options.filter(({ name, isOurs }) => name in values && name !== call.id && !isOurs && !settings.has(name));
  for (const option of own) {
    if (option.isBody) continue;
    const value = await readValue(option, values[option.name]);
    const path = fieldOf(option).split('.');
    // A spread keeps a field named `__proto__` a field.
    params = option.kind === 'pairs' ? withFields(params, path, value) : withField(params, path, value);
  }
  return { id, params: renamed(params) };
}

function readValue({ name, kind }, value) {
  if (kind === 'json') return readDocument(name, value);
  return kind === 'pairs' ? pairs(name, value) : value;
}

/** What is said of a field leaves those beside it as they are. */
function withField(object, [name, ...deeper], value) {
  return { ...fieldsOf(object), [name]: deeper.length ? withField(object?.[name], deeper, value) : value };
}

/** The same for pairs: they are put beside those that are there. */
function withFields(object, [name], pairs) {
  return { ...object, [name]: { ...fieldsOf(object[name]), ...pairs } };
}

/** A body may hold anything; what is no object has no fields to keep. */
function fieldsOf(value) {
  return isObject(value) ? value : {};
}

/** The client calls the list by its plural. */
function renamed({ beta, ...params }) {
  return beta ? { ...params, betas: beta } : params;
}

/** `key=value` pairs, or one object that holds them. */
async function pairs(name, texts) {
  const entries = [];
  for (const text of texts) {
    if (/^[@{]|^-$/.test(text)) entries.push(...Object.entries(await readDocument(name, text)));
    else entries.push(pair(name, text));
  }
  return Object.fromEntries(entries);
}

function pair(name, text) {
  const at = text.indexOf('=');
  if (at < 1) throw new Refusal(`--${name}: expected key=value, or a JSON object, @file, or -; received "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}
