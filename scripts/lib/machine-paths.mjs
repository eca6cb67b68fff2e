import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Flags for rustc. Panic messages hold the paths of sources: those of the dependencies would be published as they are on this machine.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function withoutMachinePaths(env) {
  const sources = join(env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src');
  const registries = existsSync(sources) ? readdirSync(sources) : [];
  return registries.map((registry) => `--remap-path-prefix=${join(sources, registry)}=crates`);
}
