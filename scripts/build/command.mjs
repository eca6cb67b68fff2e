import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { dist, root } from '../lib/paths.mjs';

/**
 * The command `leasehold`: js/cli/ for Node, with the libraries it uses inside, so that the package depends on nothing. What
 * the package exports stays outside: the command imports it as any other program does.
 *
 * @returns {Promise<Array<[string, Uint8Array | string]>>} file names in dist/ and contents
 */
export async function commandFiles() {
  const { outputFiles, metafile } = await build({
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
    // Its modules ask for Node's with `require`, which an ES module has not.
    banner: { js: "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);" },
    minifySyntax: true,
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  return outputFiles.map(({ path, text }) => {
    const { inputs } = metafile.outputs[relative(root, path).replaceAll('\\', '/')];
    return [relative(dist, path), text + licences(inputs)];
  });
}

/** The libraries' licences ask to be kept with every copy. */
function licences(inputs) {
  const names = new Set(Object.keys(inputs).flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
  const licence = (name) => readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8').trimEnd();
  return [...names].map((name) => `/*! Holds ${name}, under this licence:\n${licence(name)}\n*/\n`).join('');
}
