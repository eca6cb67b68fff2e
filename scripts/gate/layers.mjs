import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { filesUnder } from '../lib/files.mjs';
import { root } from '../lib/paths.mjs';

/** Crates that are JavaScript's. */
const javascript = /\b(?:wasm_bindgen\w*|js_sys|web_sys|gloo\w*|serde_wasm_bindgen)\b/g;

/** bindings → platform → lease → api, never backwards: what else of the crate each layer may name. */
const below = {
  api: [],
  lease: ['api'],
  platform: ['api', 'lease'],
  bindings: ['api', 'lease', 'platform'],
  emulator: ['api', 'platform'],
};

/** Which of them run without JavaScript. */
const pure = ['api', 'lease'];

/**
 * Reads the layers' files and names each line that breaks their order.
 *
 * @param {string} [folder] where the layers are
 */
export async function layers(folder = join(root, 'src')) {
  const there = readdirSync(folder).map((name) => basename(name, '.rs'));
  const unknown = there.filter((name) => name !== 'lib' && !below[name]);
  const absent = Object.keys(below).filter((name) => !there.includes(name));
  for (const name of [...unknown, ...absent]) console.error(`${name}: scripts/gate/layers.mjs knows ${Object.keys(below).join(', ')}`);
  const counts = { passed: 0, failed: unknown.length + absent.length };
  for (const layer of Object.keys(below)) {
    for (const file of [...filesUnder(join(folder, layer)), ...filesUnder(join(folder, `${layer}.rs`))]) {
      counts[isClean(file, layer, folder) ? 'passed' : 'failed'] += 1;
    }
  }
  return counts;
}

function isClean(file, layer, folder) {
  const code = withoutTexts(readFileSync(file, 'utf8'));
  const wrong = [...modulesIn(code)].filter(([, name]) => name !== layer && !below[layer].includes(name));
  if (pure.includes(layer)) wrong.push(...[...code.matchAll(javascript)].map(({ 0: name, index }) => [index, name]));
  // More of them than the file has folders above it lead to the crate's root, or to where nobody looks.
  const depth = relative(folder, file).split(/[\\/]/).length - Number(basename(file) === 'mod.rs');
  const upwards = new RegExp(String.raw`\b(?:super\s*::\s*){${depth},}\{?\s*\w+`, 'g');
  wrong.push(...[...code.matchAll(upwards)].map(({ 0: path, index }) => [index, path]));
  for (const [index, what] of wrong) console.error(`${relative(root, file)}:${code.slice(0, index).split('\n').length}: ${what}`);
  return wrong.length === 0;
}

/** Comments, and texts of every kind. */
const texts = /\/\/.*|r#"[\s\S]*?"#|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\\n]|\\.)'/g;

/** Code without them, on the lines on which it was. */
function withoutTexts(code) {
  return code.replace(texts, (text) => text.replace(/[^\n]/g, ''));
}

/** What of the crate's root is named and where: `crate::a`, and all that `crate::{a, b::{c, d}}` stands for. */
function* modulesIn(code) {
  for (const { 0: start, 1: name, index } of code.matchAll(/\bcrate\b\s*(?:::\s*(\w+|\{|\*)|as\b)/g)) {
    if (name !== '{') yield [index, name ?? start];
    else for (const inner of firstNames(code.slice(index + start.length))) yield [index, inner];
  }
}

/** The first name of each path of a list that ends in `}`. */
function firstNames(list) {
  const paths = [''];
  for (let depth = 1, i = 0; i < list.length; i += 1) {
    depth += Number(list[i] === '{') - Number(list[i] === '}');
    if (depth === 0) break;
    if (depth === 1 && list[i] === ',') paths.push('');
    else if (depth === 1) paths.push(paths.pop() + list[i]);
  }
  return paths.flatMap((path) => /[\w*]+/.exec(path) ?? []);
}
