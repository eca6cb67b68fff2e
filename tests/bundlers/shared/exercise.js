// What every built page and worker does with the installed package: one work item from the queue to its end, and one error, of a
// class that both entries share.
import { Client, NotFoundError } from 'leasehold';
import { Client as CallsAlone } from 'leasehold/calls';

/**
 * Carries one item through its life. Gives back what it saw, or throws.
 *
 * @param {{baseURL: string, environmentKey: string, environmentId: string}} place
 */
export async function exercise({ baseURL, environmentKey, environmentId }) {
  const options = { baseURL, authToken: environmentKey };
  const { work } = new Client(options).environments;
  const lease = { environment_id: environmentId };
  const item = await work.poll(environmentId, { block_ms: 500 });
  await work.ack(item.id, lease);
  const beat = await work.heartbeat(item.id, { ...lease, expected_last_heartbeat: 'NO_HEARTBEAT' });
  const stopped = await work.stop(item.id, { ...lease, force: true });
  const missing = await new CallsAlone(options).environments.work.ack('work_missing', lease).catch((error) => error);
  return { item: item.data.type, beat: beat.state, stopped: stopped.state, missing: missing instanceof NotFoundError && missing.name };
}
