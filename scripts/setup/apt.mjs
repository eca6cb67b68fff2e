import { capture, which } from '../lib/command.mjs';
import { Stop, say } from '../lib/say.mjs';

let updated = false;

/** Whether packages can be installed here without asking for a password. */
export async function canInstall() {
  return which('apt-get') !== undefined && (isRoot() || (await capture('sudo', ['-n', 'true'])).code === 0);
}

/**
 * Runs a command as root; what it prints is shown only when it fails.
 *
 * @throws {Stop}
 */
export async function asRoot(command, args) {
  const [first, ...rest] = isRoot() ? [command, ...args] : ['sudo', '-n', command, ...args];
  const { code, stdout, stderr } = await capture(first, rest);
  if (code !== 0) throw new Stop(`${command} ${args.join(' ')}\n${`${stdout}${stderr}`.trim().split('\n').slice(-15).join('\n')}`);
}

/**
 * Installs packages, those that they need, and nothing else. Removes none: where one conflicts with what the user has, it fails.
 *
 * @param {string[]} packages
 * @param {string} why for the user, with a rough duration
 * @returns {Promise<boolean>} whether they are there now
 */
export async function install(packages, why) {
  const absent = await notInstalled(packages);
  if (absent.length === 0) return true;
  if (!(await canInstall())) return false;
  say(`apt-get install ${absent.join(' ')}: ${why}`);
  try {
    if (!updated) await aptGet(['update']).catch(() => say('apt-get update failed; trying with the lists that are there'));
    updated = true;
    await aptGet(['install', '-y', '--no-install-recommends', '--no-remove', ...absent]);
    return true;
  } catch (error) {
    say(error.message);
    return false;
  }
}

async function notInstalled(packages) {
  const { stdout } = await capture('dpkg-query', ['--status', ...packages]);
  const installed = [...stdout.matchAll(/^Package: (\S+)\nStatus: install ok installed$/gm)].map(([, name]) => name);
  return packages.filter((name) => !installed.includes(name));
}

function aptGet(args) {
  const quiet = ['-qq', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Dpkg::Use-Pty=0'];
  return asRoot('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...quiet, ...args]);
}

function isRoot() {
  return process.getuid?.() === 0;
}
