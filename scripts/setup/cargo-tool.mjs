import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { capture, run, which } from '../lib/command.mjs';
import { cache } from '../lib/paths.mjs';
import { say } from '../lib/say.mjs';
import { ensureRust } from './rust.mjs';

/**
 * A command that cargo can build, in one exact version: the one on PATH when it is that, else one in the user's cache folder.
 *
 * @param {{crate: string, version: string, commands: string[], why: string, args?: string[]}} tool `commands` stand in one folder
 */
export async function ensureCargoTool(environment, { crate, version, commands, why, args = [] }) {
  const [command] = commands;
  const onPath = which(command, environment.host);
  if (onPath && (await isComplete(dirname(onPath), commands, version))) return;

  const home = join(cache, 'tools', `${crate}-${version}`);
  const bin = join(home, 'bin');
  if (!(await isComplete(bin, commands, version))) {
    await ensureRust(environment);
    say(`cargo install ${crate} ${version}: ${why}; once, two to four minutes`);
    await build(environment, ['install', crate, '--quiet', '--version', version, '--root', home, '--force', ...args], home);
  }
  environment.addTools(bin);
}

async function isComplete(bin, commands, version) {
  if (!commands.every((command) => which(command, { PATH: bin }))) return false;
  const { stdout } = await capture(join(bin, commands[0]), ['--version']);
  return stdout.trim().split(/\s+/)[1] === version;
}

async function build({ host }, args, home) {
  mkdirSync(home, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), 'leasehold-tool-'));
  // Elsewhere than in the repository, so that none of its cargo settings takes part.
  const options = { cwd: home, env: { ...host, CARGO_TARGET_DIR: scratch, CARGO_PROFILE_DEV_DEBUG: '0' }, stdout: 'stderr' };
  try {
    await run('cargo', [...args, '--locked'], options).catch((error) => {
      // It may name a version that a mirror lacks, or that was yanked. Whoever wants nothing but that one says so.
      if (process.env.LEASEHOLD_LOCKED) throw error;
      say('its own lock file cannot be obeyed here; taking the newest versions that fit');
      return run('cargo', args, options);
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
