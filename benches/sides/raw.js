// `fetch` and `json()`, and nothing else: no timeout, no second try, no check.

export function open({ baseURL, authToken, environmentId, workId, fetch = globalThis.fetch }) {
  const headers = {
    accept: 'application/json',
    'anthropic-version': '2023-06-01',
    'anthropic-beta': 'managed-agents-2026-04-01',
    authorization: `Bearer ${authToken}`,
  };
  const base = `${baseURL}/v1/environments/${environmentId}/work`;
  const ask = async (path, method = 'GET') => (await fetch(`${base}${path}`, { method, headers })).json();
  return {
    retrieve: () => ask(`/${workId}`),
    heartbeat: () => ask(`/${workId}/heartbeat?expected_last_heartbeat=NO_HEARTBEAT`, 'POST'),
    poll: () => ask('/poll?block_ms=999'),
    page: async () => (await ask('?limit=1000')).data,
    async iterate() {
      let seen = 0;
      for (let page = ''; page !== null; ) {
        const { data, next_page } = await ask(`?limit=1000${page && `&page=${page}`}`);
        for (const { id } of data) if (id) seen += 1;
        page = next_page;
      }
      return seen;
    },
  };
}
