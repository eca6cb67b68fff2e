import { spawn } from 'node:child_process';
import { say } from '../lib/say.mjs';
import { buildNative } from './build.mjs';
import { emulated, remote } from './service.mjs';

const items = 20;

/** Builds the native program and runs it. Gives its exit code. */
export async function runNative(args) {
  const there = remote();
  const binary = await buildNative({ tls: there?.baseURL.startsWith('https:') });
  if (there) return hand(binary, args.length ? args : ['environments'], process.env);

  const service = await emulated({ items });
  const env = {
    ...process.env,
    ANTHROPIC_BASE_URL: service.baseURL,
    ANTHROPIC_API_KEY: service.apiKey,
    ANTHROPIC_ENVIRONMENT_ID: service.environmentId,
    ANTHROPIC_ENVIRONMENT_KEY: service.environmentKey,
  };
  const commands = args.length ? [args] : [['environments'], ['environment', service.environmentId], ['work', '--until-empty']];
  try {
    for (const command of commands) {
      say(`leasehold-native ${command.join(' ')}`);
      const code = await hand(binary, command, env);
      if (code !== 0) return code;
    }
    return 0;
  } finally {
    await service.close();
  }
}

/** Hands over our input and output; gives back the exit code. */
function hand(binary, args, env) {
  const child = spawn(binary, args, { stdio: 'inherit', env });
  // A terminal sends Ctrl-C to both of us: the program winds down, and we wait for it.
  const wait = () => {};
  const pass = () => child.kill('SIGTERM');
  process.on('SIGINT', wait);
  process.on('SIGTERM', pass);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  }).finally(() => {
    process.off('SIGINT', wait);
    process.off('SIGTERM', pass);
  });
}
