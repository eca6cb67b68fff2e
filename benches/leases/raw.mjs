import { loops } from './loops.mjs';

/** Nothing but the request. */
export function newHolder(fetch) {
  const headers = { authorization: 'Bearer sk-bench', 'anthropic-version': '2023-06-01' };
  return loops(async ({ id, environment_id }, expected) => {
    const url = `https://api.example.com/v1/environments/${environment_id}/work/${id}/heartbeat?expected_last_heartbeat=${expected}`;
    return (await fetch(url, { method: 'POST', headers })).json();
  });
}
