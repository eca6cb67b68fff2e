// The table of commands as completion sees it: word after word.
import { aliases, commands, groups } from '../commands.mjs';

/** A word that can stand somewhere, and what it means. */
const entry = (word, what) => ({ word, what });

/** What can stand first. */
export function firstWords() {
  const single = commands.filter(({ path }) => path.length === 1).map(({ path, what }) => entry(path[0], what));
  return [...Object.entries(groups).map(([name, what]) => entry(name, what)), ...single];
}

/** First words that want a second one, with their other names, and what can stand there. */
export function secondWords() {
  return Object.keys(groups).map((name) => ({
    names: [name, aliases[name]].filter(Boolean),
    entries: commands.filter(({ path }) => path[0] === name && path.length === 2).map(({ path, what }) => entry(path[1], what)),
  }));
}

/**
 * Each command with its options, and with its argument's values.
 *
 * @returns {Array<{paths: string[][], entries: object[], values: string[]}>} `paths` has its other names too
 */
export function leaves() {
  return commands.map(({ path: [first, ...rest], options, argument }) => ({
    paths: [first, aliases[first]].filter(Boolean).map((name) => [name, ...rest]),
    entries: [...options.map(({ name, what }) => entry(`--${name}`, what)), entry('--help', 'shows help')],
    values: argument?.choices ?? [],
  }));
}

/**
 * Options whose value has a name, or is a file. One name means the same with every command.
 *
 * @returns {Array<{word: string, choices?: string[], isFile?: boolean}>}
 */
export function valued() {
  const found = new Map();
  for (const { name, choices, value, kind } of commands.flatMap(({ options }) => options)) {
    if (choices) found.set(name, { word: `--${name}`, choices });
    else if (value === 'file' || kind === 'json') found.set(name, { word: `--${name}`, isFile: true });
  }
  return [...found.values()];
}

/** Options that take a value, whatever it is. */
export function takesValue() {
  const options = commands.flatMap((command) => command.options);
  return [...new Set(options.filter(({ value }) => value).map(({ name }) => `--${name}`))];
}
