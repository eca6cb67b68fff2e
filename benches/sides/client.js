/** The calls that both clients have under the same names, in what they call `environments`. */
export function callsOf({ work }, { environmentId, workId }) {
  const item = { environment_id: environmentId };
  return {
    retrieve: () => work.retrieve(workId, item),
    heartbeat: () => work.heartbeat(workId, { ...item, expected_last_heartbeat: 'NO_HEARTBEAT' }),
    poll: () => work.poll(environmentId, { block_ms: 999 }),
    page: async () => (await work.list(environmentId, { limit: 1_000 })).data,
    async iterate() {
      let seen = 0;
      for await (const { id } of work.list(environmentId, { limit: 1_000 })) if (id) seen += 1;
      return seen;
    },
  };
}
