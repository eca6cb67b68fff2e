// `leasehold worker poll`: any program as a worker.
import { warnOfSecrets } from '../call/client.mjs';
import { Refusal } from '../refusal.mjs';
import { work } from './worker.mjs';

const API = 'https://api.anthropic.com';

export async function run(command, { values, given }) {
  warnOfSecrets(command, given);
  const { ANTHROPIC_ENVIRONMENT_KEY, ANTHROPIC_AUTH_TOKEN, ANTHROPIC_BASE_URL } = process.env;
  const environmentKey = values['environment-key'] ?? (ANTHROPIC_ENVIRONMENT_KEY || ANTHROPIC_AUTH_TOKEN);
  if (!values['on-work'].trim()) throw new Refusal('--on-work: expected a command; the empty one would end every item at once');
  if (!environmentKey) throw new Refusal('no credential: set ANTHROPIC_ENVIRONMENT_KEY, or give --environment-key');
  return work(values, { environmentKey, baseURL: values['base-url'] ?? (ANTHROPIC_BASE_URL || API) });
}
