import { run } from './command.mjs';

/** npm, as the one that runs us where there is one. Without the settings that belong to the outer command only. */
export function npm(args, options = {}) {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  return run(command, [...first, ...args], { stdout: 'stderr', ...options, env: withoutNpm(options.env ?? process.env) });
}

/** Installs what a folder's manifest names, or `packages`, and writes no lock file. */
export function npmInstall(folder, ...packages) {
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  return npm(['install', '--prefer-offline', ...quiet, ...packages], { cwd: folder });
}

// `npm pack --dry-run` would otherwise make the `npm ci` inside its prepack a dry run as well.
function withoutNpm(env) {
  const outer = /^npm_(package_|lifecycle_|config_(dry_run|json|pack_destination|local_prefix|global|workspaces?|ignore_scripts|omit)$)/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !outer.test(name)));
}
