// What the official SDK's documentation puts into a script that `worker poll --on-work` starts. It finds everything in its environment.
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({ maxRetries: 0, logLevel: 'off' });
try {
  await client.beta.environments.work.worker({ memorySyncIntervalMs: null }).handleItem();
} catch (error) {
  // The emulator has no sessions to run; that it asked for this one is what the test wants to see.
  console.log(`handled: ${error.status ?? error.message}`);
}
