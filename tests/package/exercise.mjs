// What every runtime does with the installed package: a work item from the queue to its end, over a real socket.
import * as leasehold from 'leasehold';
import * as calls from 'leasehold/calls';

/** Carries an item through its life with the whole client, and one with the calls alone. Gives back what each saw, or throws. */
export async function exercise(where) {
  return [await lifeOfAnItem(leasehold, where), await lifeOfAnItem(calls, where)];
}

async function lifeOfAnItem({ APIError, Client, NotFoundError }, { baseURL, apiKey, environmentKey, environmentId }) {
  const client = new Client({ baseURL, apiKey });
  const { work } = client.withOptions({ authToken: environmentKey }).environments;
  const lease = { environment_id: environmentId };

  const item = await work.poll(environmentId, { block_ms: 500 });
  await work.ack(item.id, lease);
  const beat = await work.heartbeat(item.id, { ...lease, expected_last_heartbeat: 'NO_HEARTBEAT' });
  const { data: stopped, request_id } = await work.stop(item.id, { ...lease, force: true }).withResponse();

  const ids = [];
  for await (const { id } of work.list(environmentId, { limit: 1 })) ids.push(id);
  const missing = await client.environments.retrieve('env_missing').catch((error) => error);
  return {
    session: item.data.type,
    beat: beat.state,
    extended: beat.lease_extended,
    stopped: stopped.state,
    answered: typeof request_id === 'string',
    listed: ids.includes(item.id),
    missing: missing instanceof NotFoundError && missing instanceof APIError && missing.name,
  };
}
