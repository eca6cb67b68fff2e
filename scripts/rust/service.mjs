// The service that the Rust examples talk to: an emulator of its own, or the one that the environment variables name.
import { announce } from '../../js/cli/serving.mjs';

const API = 'https://api.anthropic.com';
const host = '127.0.0.1';

/** The service that a key is set for, if one is. */
export function remote({ ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, ANTHROPIC_ENVIRONMENT_KEY } = process.env) {
  if (!ANTHROPIC_API_KEY && !ANTHROPIC_ENVIRONMENT_KEY) return undefined;
  return { baseURL: (ANTHROPIC_BASE_URL || API).replace(/\/$/, ''), apiKey: ANTHROPIC_API_KEY, environmentKey: ANTHROPIC_ENVIRONMENT_KEY };
}

/**
 * An emulator with work in it, behind HTTP. It prints its address and keys: others may join in.
 *
 * @param {{items: number}} options how many items wait
 */
export async function emulated({ items }) {
  const { Emulator } = await import('leasehold/emulator');
  const [{ populate }, { serveEmulator }] = await Promise.all([import('../../js/cli/seed.mjs'), import('../../js/cli/server.mjs')]);
  const seed = {
    environments: [
      { name: 'builders', config: { type: 'self_hosted' }, work: Array.from({ length: items }, () => ({})) },
      { name: 'sandboxes', config: { type: 'cloud' } },
    ],
  };
  const { emulator, environments } = await populate(Emulator, { seed });
  const [environmentId] = environments;
  const { url, close } = await serveEmulator(emulator, { hostname: host, port: 0, log: () => {} });
  announce(url, emulator, environments);
  return {
    baseURL: url,
    apiKey: emulator.apiKey,
    environmentId,
    environmentKey: emulator.environmentKey(environmentId),
    /** A session was created: there is one more item. */
    enqueue: () => emulator.enqueue(environmentId),
    close,
  };
}
