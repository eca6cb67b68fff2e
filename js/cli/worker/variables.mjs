// What a command finds in its environment: what the official SDK's `handleItem()` reads.

/**
 * The variables of a command: ours, and those of the item. A variable of an item that has none is taken away, so that nobody takes
 * another item's for it.
 *
 * @param {import("leasehold").WorkItem} work
 * @param {{environmentKey: string, baseURL: string}} worker
 * @returns {NodeJS.ProcessEnv}
 */
export function variablesOf(work, { environmentKey, baseURL }) {
  const set = {
    ...process.env,
    ANTHROPIC_WORK_ID: work.id,
    ANTHROPIC_ENVIRONMENT_ID: work.environment_id,
    ANTHROPIC_SESSION_ID: work.data?.type === 'session' ? work.data.id : undefined,
    ANTHROPIC_WORK_SECRET: work.secret ?? undefined,
    ANTHROPIC_ENVIRONMENT_KEY: environmentKey,
    ANTHROPIC_BASE_URL: baseURL,
  };
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
}
