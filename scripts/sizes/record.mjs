import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { write } from '../lib/files.mjs';

const file = join(fileURLToPath(new URL('.', import.meta.url)), 'record.json');

/**
 * What the sizes were when somebody last agreed to them, in bytes.
 *
 * @typedef {object} Sizes
 * @property {string} compiler another one makes other sizes
 * @property {Record<string, number>} downloads minified and compressed
 * @property {Record<string, number>} wasm the client's, by part, before compression
 * @property {Record<string, number>} scripts the client's, by file, minified, before compression
 */

/** @returns {Sizes} */
export const recorded = () => JSON.parse(readFileSync(file, 'utf8'));

/** @param {Sizes} sizes */
export const record = (sizes) => write(file, `${JSON.stringify(sizes, undefined, 2)}\n`);
