// What wrangler makes of wrangler.jsonc, for miniflare: what runs here is configured by the file that is deployed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** What each key of the file says to miniflare; nothing, where it is for the platform alone. */
const meanings = {
  $schema: () => ({}),
  name: (name) => ({ name }),
  main: () => ({}),
  compatibility_date: (compatibilityDate) => ({ compatibilityDate }),
  vars: () => ({}),
  triggers: () => ({}),
  durable_objects: ({ bindings }, { migrations = [] }) => ({ durableObjects: Object.fromEntries(bindings.map(objects(migrations))) }),
  migrations: () => ({}),
  observability: () => ({}),
};

function objects(migrations) {
  const withSQLite = new Set(migrations.flatMap(({ new_sqlite_classes = [] }) => new_sqlite_classes));
  return ({ name, class_name }) => [name, { className: class_name, useSQLite: withSQLite.has(class_name) }];
}

/** The file as data. */
export function readConfig() {
  const file = join(folder, 'wrangler.jsonc');
  const { config, error } = ts.parseConfigFileTextToJson(file, readFileSync(file, 'utf8'));
  if (error) throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(error.messageText, '\n')}`);
  return config;
}

/** What the Worker needs besides, by name. */
export function secrets() {
  return [...readFileSync(join(folder, '.dev.vars.example'), 'utf8').matchAll(/^(\w+)=$/gm)].map(([, name]) => name);
}

/**
 * A worker's options for miniflare.
 *
 * @param {object} options
 * @param {string} options.packages the folder of packages in which `leasehold` is
 * @param {Record<string, unknown>} options.bindings instead of the file's vars, and the secrets
 * @param {string} [options.main] another script than the file's
 * @param {import("esbuild").Plugin[]} [options.plugins] for who wants parts of it exchanged
 */
export async function workerOptions({ packages, bindings, main = undefined, plugins = [] }) {
  const config = readConfig();
  const unbound = secrets().filter((name) => bindings[name] === undefined);
  if (unbound.length) throw new Error(`expected the secrets ${unbound.join(', ')}`);
  const said = Object.entries(config).map(([key, value]) => {
    if (!Object.hasOwn(meanings, key)) throw new Error(`wrangler.jsonc: nobody here knows what "${key}" means`);
    return meanings[key](value, config);
  });
  const modules = await bundle(main ?? join(folder, config.main), packages, plugins);
  return Object.assign({}, ...said, { bindings: { ...config.vars, ...bindings }, modules });
}

/** One script, and the wasm as a module beside it. */
async function bundle(main, packages, plugins) {
  const { outputFiles } = await build({
    entryPoints: [main],
    bundle: true,
    write: false,
    logLevel: 'error',
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['*.wasm', 'cloudflare:workers'],
    nodePaths: [packages],
    plugins,
  });
  return [
    { type: 'ESModule', path: 'worker.mjs', contents: outputFiles[0].text },
    { type: 'CompiledWasm', path: 'leasehold.wasm', contents: readFileSync(join(packages, 'leasehold/dist/leasehold.wasm')) },
  ];
}
