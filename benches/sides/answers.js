// What the API answers, written down beforehand: who answers from memory costs nothing but the `Response`.

export const ENVIRONMENT_ID = 'env_011CZkZ9X2dpNyB7HsEFoRfW';
/** As many as a page of the API holds at most. */
export const PAGE_SIZE = 1_000;

const workId = (number) => `work_${String(number).padStart(24, '0')}`;
export const WORK_ID = workId(0);

const work = (number) => ({
  id: workId(number),
  type: 'work',
  environment_id: ENVIRONMENT_ID,
  data: { type: 'session', id: `session_${String(number).padStart(24, '0')}` },
  metadata: {},
  state: 'queued',
  created_at: '2026-11-02T08:00:00.000000Z',
  acknowledged_at: null,
  started_at: null,
  latest_heartbeat_at: null,
  stop_requested_at: null,
  stopped_at: null,
});

const heartbeat = {
  type: 'work_heartbeat',
  state: 'active',
  lease_extended: true,
  ttl_seconds: 30,
  last_heartbeat: '2026-11-02T08:00:10.000000Z',
};

const answers = {
  retrieve: () => [work(0)],
  poll: () => [work(0)],
  heartbeat: () => [heartbeat],
  page: (items) => [{ data: works(0, items), next_page: null }],
  iterate: (items) =>
    Array.from({ length: Math.ceil(items / PAGE_SIZE) }, (_, page) => {
      const end = Math.min(items, (page + 1) * PAGE_SIZE);
      return { data: works(page * PAGE_SIZE, end), next_page: end < items ? `page_${page + 1}` : null };
    }),
};

const works = (begin, end) => Array.from({ length: end - begin }, (_, i) => work(begin + i));

const texts = new Map();

/** The bodies that a call of this name gets, one after the other. */
export function bodiesFor(call, items) {
  const key = `${call} ${items}`;
  if (!texts.has(key))
    texts.set(
      key,
      answers[call](items).map((answer) => JSON.stringify(answer)),
    );
  return texts.get(key);
}
