import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { dist, root } from '../lib/paths.mjs';

/**
 * The command `leasehold`: js/cli/ for Node, with the server library inside, so that the package depends on nothing. What
 * the package exports stays outside: the command imports it as any other program does.
 *
 * @returns {Promise<Array<[string, Uint8Array]>>} file names in dist/ and contents
 */
export async function commandFiles() {
  const { outputFiles } = await build({
    entryPoints: { cli: join(root, 'js/cli/leasehold.mjs') },
    outdir: dist,
    // A subcommand is loaded when it is asked for.
    splitting: true,
    chunkNames: 'cli-[hash]',
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['leasehold', 'leasehold/*'],
    minifySyntax: true,
    // The server library's licence asks to be kept with every copy.
    footer: { js: `/*! Holds srvx, under this licence:\n${readFileSync(join(root, 'node_modules/srvx/LICENSE'), 'utf8')}*/` },
    write: false,
    logLevel: 'warning',
  });
  return outputFiles.map(({ path, contents }) => [relative(dist, path), contents]);
}
