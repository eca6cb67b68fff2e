// What an emulator starts with.
import { Refusal } from './refusal.mjs';

/** What is there where nobody says otherwise. */
const fallback = { environments: [{ name: 'default', config: { type: 'self_hosted' } }] };

/**
 * Makes an emulator from a seed: a state that was exported, or `{options?, environments?}`, where each environment is what
 * `environments.create` takes, and has `work`, a list of what `enqueue` takes. `credentials` counts where the seed does not say.
 *
 * @returns {Promise<{emulator: import("leasehold/emulator").Emulator, environments: string[]}>} with the self-hosted environments
 */
export async function populate(Emulator, { seed = fallback, credentials }) {
  try {
    const emulator = 'format' in seed ? Emulator.load(seed) : await create(Emulator, seed, credentials);
    return { emulator, environments: selfHosted(emulator) };
  } catch (error) {
    throw new Refusal(`the seed file: ${error.message}`);
  }
}

async function create(Emulator, { options, environments = fallback.environments, ...rest }, credentials) {
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new Error(`${unknown}: expected only options, environments, received a field that does not exist`);
  // No fault of the plan is meant for what is set up here.
  const { faults, ...others } = options ?? {};
  const emulator = new Emulator({ credentials, ...others });
  for (const { work = [], ...environment } of environments) {
    const { id } = await call(emulator, 'POST', '', environment);
    for (const item of work) emulator.enqueue(id, item);
  }
  if (faults) emulator.setFaults(faults);
  return emulator;
}

/** By way of the state: a call could meet a fault. */
function selfHosted(emulator) {
  const records = emulator.export().environments.map(({ environment }) => environment);
  return records.filter(({ config, archived_at }) => config.type === 'self_hosted' && !archived_at).map(({ id }) => id);
}

async function call(emulator, method, path, body) {
  const headers = { 'anthropic-version': '2023-06-01', 'x-api-key': emulator.apiKey };
  const response = await emulator.fetch(`/v1/environments${path}`, { method, headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error.message);
  return answer;
}
