// What an emulator starts with.
import { isObject } from './kinds.mjs';
import { Refusal } from './refusal.mjs';

/** What is there where nobody says otherwise. */
const fallback = { environments: [{ name: 'default', config: { type: 'self_hosted' } }] };

/**
 * Makes an emulator from a seed: a state that was exported, or `{options?, environments?}`, where each environment is what
 * `environments.create` takes, and has `work`, a list of what `enqueue` takes. Its credentials are relaxed where the seed does not say;
 * `isStrict` counts more than what it says.
 *
 * @returns {Promise<{emulator: import("leasehold/emulator").Emulator, environments: string[]}>} with the self-hosted environments
 */
export async function populate(Emulator, { seed = fallback, isStrict = false }) {
  const rules = isStrict ? { credentials: 'strict' } : {};
  try {
    expect(isObject(seed), '', 'an object with options and environments, or a state that was exported');
    const emulator = 'format' in seed ? load(Emulator, seed, rules) : await create(Emulator, seed, rules);
    return { emulator, environments: selfHosted(emulator) };
  } catch (error) {
    throw new Refusal(`the seed file: ${error.message}`);
  }
}

function load(Emulator, state, rules) {
  return Emulator.load(isObject(state.settings) ? { ...state, settings: { ...state.settings, ...rules } } : state);
}

async function create(Emulator, { options = {}, environments = fallback.environments, ...rest }, rules) {
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new Error(`${unknown}: expected only options, environments, received a field that does not exist`);
  expect(isObject(options), 'options: ', "an object with the emulator's options");
  expect(Array.isArray(environments) && environments.every(isObject), 'environments: ', 'a list of objects');
  // No fault of the plan is meant for what is set up here.
  const { faults, clock = 'real', startAt, ...others } = options;
  expect(clock === 'real' && startAt === undefined, 'options: ', 'no virtual clock: nobody could move it, and what waits would never end');
  const emulator = new Emulator({ credentials: 'relaxed', ...others, ...rules });
  for (const { work = [], ...environment } of environments) {
    expect(Array.isArray(work), 'work: ', 'a list of what is queued');
    const { id } = await call(emulator, 'POST', '', environment);
    for (const item of work) emulator.enqueue(id, item);
  }
  emulator.setFaults(faults ?? undefined);
  return emulator;
}

function expect(isSo, where, what) {
  if (!isSo) throw new Error(`${where}expected ${what}`);
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
