// `leasehold completion`: scripts that complete commands, options and the values that have names.
import { bash } from './bash.mjs';
import { fish } from './fish.mjs';
import { zsh } from './zsh.mjs';

const shells = { bash, zsh, fish };

export async function run(_command, { argument }) {
  process.stdout.write(shells[argument]());
  return 0;
}
