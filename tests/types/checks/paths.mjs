import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const slashes = (path) => path.replaceAll('\\', '/');

/** The folder of the type tests. */
export const folder = slashes(resolve(import.meta.dirname, '..'));

/** The package under test. */
export const root = slashes(resolve(folder, '../..'));

/** Where its declarations are. */
export const dist = `${root}/dist/`;

/** The tests: every .ts file in the folders, by its path from here. What all of them are written with is not one. */
export function testFiles() {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => slashes(join(entry.parentPath, entry.name)).slice(folder.length + 1))
    .filter((file) => file !== 'assert.ts')
    .sort();
}

/** The projects: each is a set of libraries that the declarations have to be good in, with the tests for it. */
export function projectFiles() {
  return readdirSync(folder)
    .filter((name) => /^tsconfig\..*\.json$/.test(name))
    .sort();
}

/** The declarations that package.json names, one per entry of the package. */
export function entryDeclarations() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = Object.values(exports).flatMap(({ types }) => (types ? [slashes(join(root, types))] : []));
  const missing = entries.filter((entry) => !existsSync(entry));
  if (missing.length || !entries.length) throw new Error(`the package is not built: there is no ${missing.join(', ') || 'declaration'}`);
  return entries;
}
