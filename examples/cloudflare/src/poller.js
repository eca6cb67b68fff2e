// The cron: claims what waits in the queue, and hands each item to the object that is its own.
import { Client } from 'leasehold';
import { log, logger, said } from './log.js';

/** A run ends before the next begins, whatever happens. Two at a time would do no harm: an item is claimed once. */
const RUN_MS = 55_000;

/**
 * Polls while there is work. An item that was acknowledged and not handed over, because something broke in between, comes back when
 * its lease runs out.
 *
 * @param {import('./env.js').Env} env
 */
export async function poll(env) {
  const client = new Client({ baseURL: env.ANTHROPIC_BASE_URL, authToken: env.ANTHROPIC_ENVIRONMENT_KEY, logger });
  const { work } = client.environments;
  const items = work.poller({
    environmentId: env.ANTHROPIC_ENVIRONMENT_ID,
    signal: AbortSignal.timeout(RUN_MS),
    drain: true,
    // Whoever holds the item stops it.
    autoStop: false,
  });
  let claimed = 0;
  for await (const item of items) {
    claimed += 1;
    if (item.data.type === 'healthcheck') await work.stop(item.id, { environment_id: item.environment_id, force: true });
    else await handOver(env, item);
    if (claimed >= Number(env.ITEMS_PER_RUN)) break;
  }
  log('polled', { claimed });
}

/**
 * One object for each work item. An item that comes again comes to the same one, which knows how far it was.
 *
 * @param {import('./env.js').Env} env
 * @param {import('leasehold').WorkItem} item
 */
async function handOver({ HOLDERS }, item) {
  try {
    await HOLDERS.get(HOLDERS.idFromName(item.id)).hold(item);
  } catch (error) {
    log('not handed over', { workId: item.id, error: said(error) });
  }
}
