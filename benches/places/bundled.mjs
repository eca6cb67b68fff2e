import { fileURLToPath } from 'node:url';

const sides = fileURLToPath(new URL('../sides/', import.meta.url));

/** A program of one side, as a bundler makes it: `contents` imports what it needs from benches/sides. */
export async function bundled(contents, options) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: sides },
    bundle: true,
    write: false,
    logLevel: 'error',
    ...options,
  });
  return outputFiles[0].text;
}
