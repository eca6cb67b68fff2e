// One of the fourteen calls.
import { credentialOf, makeClient, warnOfSecrets } from './client.mjs';
import { writers } from './output.mjs';
import { paramsOf } from './params.mjs';

/**
 * Makes the call, and prints what it answers.
 *
 * @param {import("../commands.mjs").Command} command
 * @param {import("../program.mjs").Input} input
 */
export async function run(command, { values, given }) {
  warnOfSecrets(command, given);
  const { on, method, id: first, caller } = command.call;
  const { id, params } = await paramsOf(command, values);
  const client = makeClient(values, credentialOf(values, caller));
  const object = on === 'work' ? client.environments.work : client.environments;
  const ask = () => (first ? object[method](id, params) : object[method](params));
  const writer = writers[values.format];
  if (method === 'list') await writer.list(pagesOf(ask, values['max-items']));
  else await writer.one(await ask());
}

/** The items of each page, fetched when its turn comes, and no page more than is needed. */
async function* pagesOf(ask, most = -1) {
  let left = most < 0 ? Number.POSITIVE_INFINITY : most;
  if (left === 0) return;
  for await (const { data } of (await ask()).iterPages()) {
    yield data.slice(0, left);
    left -= data.length;
    if (left <= 0) return;
  }
}
