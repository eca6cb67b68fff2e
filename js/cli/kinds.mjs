// The kinds of options: a value's text as what it stands for.
import { InvalidArgumentError } from 'commander';

/** What an option's value stands for when it says `null`: Commander takes a null for no value. */
export const NONE = Symbol('none');

/** Whether a JSON value is an object. */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON that may come from a file. Programs on Windows put a mark before theirs, which says nothing (RFC 8259, section 8.1). */
export const parseJSON = (text) => JSON.parse(text.replace(/^\ufeff/, ''));

/**
 * How an option's text is read, by its kind. Files and standard input are not read here: looking at a command line has no effect.
 *
 * @type {Record<string, (option: import("./commands.mjs").Option) => undefined | ((text: string, before: unknown) => unknown)>}
 */
export const readers = {
  flag: () => undefined,
  choice: () => undefined,
  text:
    ({ isNullable }) =>
    (text) =>
      isNullable && text === 'null' ? NONE : text,
  texts: () => (text, before) => [...(before ?? []), text],
  json: () => (text) => text,
  pairs: () => (text, before) => [...(before ?? []), text],
  number:
    ({ from = 0, to = Number.MAX_SAFE_INTEGER }) =>
    (text) => {
      const number = Number(text);
      if (/^-?\d+$/.test(text) && number >= from && number <= to) return number;
      const range = to === Number.MAX_SAFE_INTEGER ? `from ${from} up` : `from ${from} to ${to}`;
      throw new InvalidArgumentError(`expected a whole number ${range}`);
    },
};
