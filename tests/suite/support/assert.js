// What a test claims. Written here because no runtime's own assertions run everywhere.

/** V8's stacks begin with the error's text. SpiderMonkey's and JavaScriptCore's are the calls alone. */
const STACKS_SAY_WHAT = new Error('what').stack.includes('what');

/** `actual` is `expected`: the same value, or lists or plain objects with the same fields, all the way down. */
export function equal(actual, expected, what = 'it') {
  const path = difference(actual, expected, '');
  if (path !== undefined)
    throw new Error(`${what}${path && ` at ${path}`}: ${shown(at(actual, path))} instead of ${shown(at(expected, path))}`);
}

/** `value` is truthy. */
export function ok(value, what = 'it') {
  if (!value) throw new Error(`${what}: ${shown(value)}`);
}

/** `text` is a string that has `part` in it, a string or a pattern. */
export function match(text, part, what = 'it') {
  const found = typeof text === 'string' && (typeof part === 'string' ? text.includes(part) : part.test(text));
  if (!found) throw new Error(`${what}: ${shown(text)} has no ${part}`);
}

/** `error` is of `errorClass` in every way in which people ask. Gives it back. */
export function isA(error, errorClass, what = 'the error') {
  const said = `${what}, ${String(error)}`;
  ok(error instanceof errorClass, `${said}, by instanceof ${errorClass.name}`);
  ok(error instanceof Error, `${said}, by instanceof Error`);
  equal(error.name, errorClass.name, `${said}, by name`);
  match(String(error), `${errorClass.name}: ${error.message}`, said);
  if (STACKS_SAY_WHAT) match(error.stack, error.message.split('\n')[0], `the stack of ${said}`);
  return error;
}

/** `promise` is rejected with an error of `errorClass`. Gives the error. */
export async function rejects(promise, errorClass, what = 'the call') {
  const outcome = await settled(promise);
  if ('value' in outcome) throw new Error(`${what} gave ${shown(outcome.value)} instead of a ${errorClass.name}`);
  return isA(outcome.error, errorClass, what);
}

/** `body` throws an error of `errorClass`. Gives the error. */
export function throws(body, errorClass, what = 'the call') {
  try {
    body();
  } catch (error) {
    return isA(error, errorClass, what);
  }
  throw new Error(`${what} did not throw a ${errorClass.name}`);
}

/** How `promise` ended: `{value}` or `{error}`. */
export async function settled(promise) {
  try {
    return { value: await promise };
  } catch (error) {
    return { error };
  }
}

/** Asks `check` again and again until what it gives is truthy. Gives that. */
export async function until(check, what) {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 5))) {
    const value = await check();
    if (value) return value;
  }
  throw new Error(`it did not come to be: ${what}`);
}

/** The path to the first difference, or `undefined` if there is none. */
function difference(actual, expected, path) {
  if (Object.is(actual, expected)) return undefined;
  if (!isData(actual) || !isData(expected) || Array.isArray(actual) !== Array.isArray(expected)) return path;
  const names = new Set([...Object.keys(actual), ...Object.keys(expected)]);
  for (const name of names) {
    if (!Object.hasOwn(actual, name) || !Object.hasOwn(expected, name)) return `${path}.${name}`;
    const deeper = difference(actual[name], expected[name], `${path}.${name}`);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** What of an error, a promise or a prototype makes it that one is in no field: none of them is like another. */
function isData(value) {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

function at(value, path) {
  return path
    .split('.')
    .slice(1)
    .reduce((inner, name) => inner?.[name], value);
}

function shown(value) {
  if (typeof value === 'bigint' || typeof value === 'symbol' || value instanceof Error) return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
