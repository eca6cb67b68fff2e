// What is said to rustc beside what cargo says to it.
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** cargo's: a flag may hold spaces. */
const SEPARATOR = '\x1f';

/**
 * An environment in which cargo gives rustc these flags too, after those that whoever runs us has set.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} flags
 * @returns {NodeJS.ProcessEnv}
 */
export function withRustFlags({ RUSTFLAGS = '', CARGO_ENCODED_RUSTFLAGS: encoded, ...env }, flags) {
  const given = encoded === undefined ? RUSTFLAGS.split(' ') : encoded.split(SEPARATOR);
  return { ...env, CARGO_ENCODED_RUSTFLAGS: [...given.filter(Boolean), ...flags].join(SEPARATOR) };
}

/**
 * Flags for rustc: panic messages hold the paths of sources: those of the dependencies would be published as they are on this machine.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function withoutMachinePaths(env) {
  const sources = join(env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src');
  const registries = existsSync(sources) ? readdirSync(sources) : [];
  return registries.map((registry) => `--remap-path-prefix=${join(sources, registry)}=crates`);
}
