// The search, for any runtime.
import { Hunt } from './hunt.js';
import { credentials, play } from './scenes.js';

const METHODS = ['debug', 'log', 'info', 'warn', 'error'];

/**
 * Plays every scene, and looks for the credentials in what comes of it and in what is written to the console.
 *
 * @param {object} leasehold what the package exports
 * @param {(value: unknown) => string[]} inspected what the runtime's own inspection prints
 * @param {(what: string, value: unknown) => void} [keep] is given everything too
 * @returns what was `found`, how many things were `shown`, log `lines` and `texts` read, and which credentials were never sent
 */
export async function search(leasehold, inspected, keep = () => {}) {
  const hunt = new Hunt(credentials, inspected);
  const counts = { shown: 0, lines: 0 };
  const hear = (line) => {
    counts.lines += 1;
    for (const part of line) for (const text of [String(part), ...inspected(part)]) hunt.text(`the line ${line[0]}`, text);
  };
  const show = (what, value) => {
    counts.shown += 1;
    keep(what, value);
    return hunt.value(what, value);
  };
  const sent = [...(await listening(hear, () => play({ ...leasehold, show, hear })))].join('\n');
  // What is in bodies only, or around what is in headers.
  const { metadata: _, secret: __, ...others } = credentials;
  const unsent = Object.keys(others).filter((name) => !sent.includes(others[name]));
  return { ...counts, texts: hunt.read, found: [...new Set(hunt.found)].slice(0, 40), unsent };
}

/** Runs `body` while everything that is written to the console goes to `hear`. */
async function listening(hear, body) {
  const before = METHODS.map((name) => console[name]);
  for (const name of METHODS) console[name] = (...line) => hear(line);
  try {
    return await body();
  } finally {
    for (const [i, name] of METHODS.entries()) console[name] = before[i];
  }
}
