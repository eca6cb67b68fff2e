import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Whether a module is the program that was started, by whatever path: a link leads to it too.
 *
 * @param {ImportMeta} meta the module's `import.meta`
 */
export function isMain({ url }) {
  const started = process.argv[1] ?? '';
  return existsSync(started) && realpathSync(started) === realpathSync(fileURLToPath(url));
}
