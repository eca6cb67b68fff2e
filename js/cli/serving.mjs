// What the commands that serve have in common.
import { CLOSED, whenClosed } from './closed-output.mjs';

/** An emulator's address and keys: names and values as a shell and an .env file take them. */
export function announce(url, emulator, environments) {
  console.log(`ANTHROPIC_BASE_URL=${url}`);
  console.log(`ANTHROPIC_API_KEY=${emulator.apiKey}`);
  environments.forEach((id, index) => {
    const suffix = index ? `_${index + 1}` : '';
    console.log(`ANTHROPIC_ENVIRONMENT_ID${suffix}=${id}`);
    console.log(`ANTHROPIC_ENVIRONMENT_KEY${suffix}=${emulator.environmentKey(id)}`);
  });
}

/** Until SIGINT or SIGTERM. */
export function interrupted() {
  whenClosed(() => process.exit(CLOSED));
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
}
