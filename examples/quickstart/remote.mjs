// A service somewhere else.
import { Client } from 'leasehold';

/** Connects to a service. The credentials come from the environment. With `items` it ends after so many; without, it waits for work. */
export function remote(baseURL, environmentId, items) {
  const { ANTHROPIC_ENVIRONMENT_KEY: authToken, ANTHROPIC_API_KEY: apiKey } = process.env;
  if (!environmentId || !authToken) {
    console.error('Against a service, give --environment-id, and set ANTHROPIC_ENVIRONMENT_KEY (and ANTHROPIC_API_KEY for statistics).');
    process.exit(2);
  }
  console.log(`service: ${baseURL ?? 'https://api.anthropic.com'}, environment: ${environmentId}`);
  const workerClient = new Client({ baseURL, authToken });
  const client = apiKey ? new Client({ baseURL, apiKey }) : undefined;
  return { client, workerClient, environmentId, items, drain: false, close: async () => {} };
}
