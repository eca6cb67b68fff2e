import { handOver } from '../lib/command.mjs';
import { say } from '../lib/say.mjs';
import { buildNative } from './build.mjs';
import { emulated, remote } from './service.mjs';

const items = 20;

/** Builds the native program and runs it. Gives its exit code. */
export async function runNative(args) {
  const there = remote();
  const binary = await buildNative({ tls: there?.baseURL.startsWith('https:') });
  if (there) return handOver(binary, args.length ? args : ['environments']);

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
      const code = await handOver(binary, command, { env });
      if (code !== 0) return code;
    }
    return 0;
  } finally {
    await service.close();
  }
}
