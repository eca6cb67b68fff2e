import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { dist, root } from '../lib/paths.mjs';

/** A page's import, and the file that it loads besides. */
const pages = {
  leasehold: { text: "export * from 'leasehold';" },
  'leasehold/slim with leasehold/wasm': { text: "export * from 'leasehold/slim';", file: 'leasehold.wasm' },
  'leasehold/calls': { text: "export * from 'leasehold/calls';" },
  'leasehold/emulator': { text: "export * from 'leasehold/emulator';" },
};

/**
 * What a browser downloads of the built package, in bytes.
 *
 * @param {number} [quality] brotli's, up to 11
 * @returns {Promise<Record<keyof typeof pages, number>>}
 */
export async function downloads(quality) {
  const sizeOf = async ({ text, file }) =>
    (await downloaded(text, quality)) + (file ? compressed(readFileSync(join(dist, file)), quality) : 0);
  const sizes = Object.entries(pages).map(async ([name, page]) => [name, await sizeOf(page)]);
  return Object.fromEntries(await Promise.all(sizes));
}

/** How many bytes a page's script has, minified by esbuild and compressed. */
export async function downloaded(text, quality) {
  const stdin = { contents: text, resolveDir: root };
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: 'esm', platform: 'browser', write: false });
  return compressed(outputFiles[0].contents, quality);
}

function compressed(content, quality = constants.BROTLI_MAX_QUALITY) {
  return brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }).length;
}
