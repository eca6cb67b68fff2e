import Anthropic from '@anthropic-ai/sdk';
import { loops } from './loops.mjs';

/** The shape of the official worker's beats: each with a signal of its own, and a timer that gives it up. */
export function newHolder(fetch) {
  const { work } = new Anthropic({ apiKey: null, authToken: 'sk-bench', fetch, logLevel: 'off' }).beta.environments;
  return loops(async ({ id, environment_id }, expected_last_heartbeat, withinMs) => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), withinMs);
    try {
      return await work.heartbeat(id, { environment_id, expected_last_heartbeat }, { signal: controller.signal });
    } finally {
      clearTimeout(timer);
    }
  });
}
