// Reads options. A table of them says of each, by name: whether a value is right, what would be, what holds when it is left out, which may
// be spelled `null`; and how a wrong value is shown, where it may be a secret.
import { hidden, InvalidInputError, shown } from './errors.js';
import { field } from './params.js';

export const isText = (value) => typeof value === 'string' && value !== '';
export const isFlag = (value) => typeof value === 'boolean';
export const isObject = (value) => typeof value === 'object' && !Array.isArray(value);
export const isFunction = (value) => typeof value === 'function';
export const isWhole = (value) => Number.isSafeInteger(value) && value >= 0;
export const isCount = (value) => isWhole(value) && value > 0;
// Not instanceof: a signal of another realm is one too.
export const isSignal = (value) =>
  typeof value === 'object' && 'aborted' in value && isFunction(value.addEventListener) && isFunction(value.removeEventListener);

/** Refuses what is no object, and options that there are not. */
function refuseUnknown(options, known) {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) {
    throw new InvalidInputError('options', hidden(options), 'an object');
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const [nearest] = known.map((name) => [distance(unknown, name), name]).sort(([a], [b]) => a - b);
  const hint = nearest[0] * 3 <= Math.max(unknown.length, nearest[1].length) ? ` (did you mean \`${nearest[1]}\`?)` : '';
  throw new InvalidInputError('options', `the unknown option \`${unknown}\`${hint}`, `made of ${known.join(', ')}`);
}

/** How many letters have to be put in, taken out or exchanged to get from `a` to `b` (Levenshtein); case does not count. */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const x of a.toLowerCase()) {
    const next = [row[0] + 1];
    [...b.toLowerCase()].forEach((y, i) => {
      next.push(Math.min(row[i] + (x !== y), row[i + 1] + 1, next[i] + 1));
    });
    row = next;
  }
  return row.at(-1);
}

/** The value of an option; undefined where it was left out. */
export function checked(table, name, value) {
  const [fits, expected, , received = shown] = table[name];
  if (value == null || fits(value)) return value ?? undefined;
  throw new InvalidInputError(name, received(value), expected);
}

/** All options of a table by their names: checked, with what holds where they are left out. There is no doing without `required`. */
export function read(table, given, required) {
  const known = Object.keys(table);
  const options = given ?? {};
  refuseUnknown(options, known);
  const entries = known.map((name) => {
    const [, expected, otherwise] = table[name];
    const value = field(options, name);
    if (value == null && required === name) throw new InvalidInputError(name, 'nothing', expected);
    return [name, checked(table, name, value) ?? otherwise?.(value)];
  });
  return Object.fromEntries(entries);
}
