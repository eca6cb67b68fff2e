// Lists, page by page and item by item.

const page = (names, next_page) => ({ body: { data: names.map((id) => ({ id })), next_page } });
const THREE = [page(['a', 'b'], 'p 2=&é+'), page(['c'], 'p3'), page(['d', 'e'], null)];

async function collect(items) {
  const ids = [];
  for await (const { id } of items) ids.push(id);
  return ids;
}

/** The queries of a script's requests. */
async function queries(script) {
  return (await script.log()).map(({ path }) => Object.fromEntries(new URL(path, 'http://x').searchParams));
}

export async function itemsOfAllPages(t) {
  const script = await t.script(...THREE);
  t.equal(await collect(script.client().environments.list({ limit: 2, include_archived: true })), ['a', 'b', 'c', 'd', 'e']);
  const same = { limit: '2', include_archived: 'true' };
  t.equal(await queries(script), [same, { ...same, page: 'p 2=&é+' }, { ...same, page: 'p3' }], 'the queries');
}

export async function itemsOfAllPagesOfWork(t) {
  const script = await t.script(...THREE);
  t.equal(await collect(script.client({ authToken: 'k' }).environments.work.list('env_1', { limit: 9 })), ['a', 'b', 'c', 'd', 'e']);
  t.equal(
    (await queries(script)).map(({ limit }) => limit),
    ['9', '9', '9'],
  );
  for (const { path } of await script.log()) t.match(path, /^\/v1\/environments\/env_1\/work\?/);
}

export async function everyPageIsAskedForLikeTheFirst(t) {
  const script = await t.script(...THREE);
  const params = { betas: ['x-1'], workspace_id: 'wrkspc_1' };
  await collect(script.client().environments.list(params, { headers: { 'x-own': 'yes' } }));
  for (const { headers } of await script.log()) {
    t.equal([headers['x-own'], headers['anthropic-workspace-id']], ['yes', 'wrkspc_1']);
    t.match(headers['anthropic-beta'], /^x-1,/);
  }
}

export async function everyPageIsAskedForLikeTheFirstWhateverChanges(t) {
  const script = await t.script(...THREE);
  const params = { limit: 2, betas: ['x-1'] };
  // Which can be gone through only once.
  const options = { headers: new Map([['x-own', 'yes']]).entries(), signal: new AbortController().signal };
  const first = await script.client().environments.list(params, options);
  Object.assign(params, { limit: 9, betas: undefined, environment_id: 'x' });
  Object.assign(options, { headers: { 'x-own': 'no' }, signal: AbortSignal.abort() });
  t.equal(await collect(first), ['a', 'b', 'c', 'd', 'e']);
  for (const { path, headers } of await script.log()) {
    t.match(path, 'limit=2');
    t.equal([headers['x-own'], headers['anthropic-beta']], ['yes', 'x-1,managed-agents-2026-04-01']);
  }
}

export async function oneAfterTheOther(t) {
  const script = await t.script(...THREE);
  const first = await script.client().environments.list();
  t.ok(first instanceof t.Page, 'a Page');
  t.equal([first.data, first.getPaginatedItems(), first.next_page], [[{ id: 'a' }, { id: 'b' }], first.data, 'p 2=&é+']);
  t.equal(await script.count(), 1, 'requests so far');
  t.ok(first.hasNextPage(), 'there is a second');
  const third = await (await first.getNextPage()).getNextPage();
  t.ok(third instanceof t.Page, 'a Page');
  t.equal([third.data.map(({ id }) => id), third.next_page, third.hasNextPage()], [['d', 'e'], null, false]);
  const { error } = await t.settled(third.getNextPage());
  t.ok(error instanceof Error && /hasNextPage/.test(error.message), 'an error that says what to ask first');
  t.equal(await script.count(), 3, 'requests');
}

export async function pageByPage(t) {
  const script = await t.script(...THREE);
  const sizes = [];
  const first = await script.client().environments.list();
  for await (const { data } of first.iterPages()) sizes.push(data.length);
  t.equal(sizes, [2, 1, 2]);
}

export async function fromOnePageOn(t) {
  const script = await t.script(...THREE);
  const first = await script.client().environments.list({ page: 'p1' });
  t.equal(await collect(first), ['a', 'b', 'c', 'd', 'e']);
  t.equal(
    (await queries(script)).map((query) => query.page),
    ['p1', 'p 2=&é+', 'p3'],
  );
}

export async function anEmptyPageIsNotTheEnd(t) {
  const script = await t.script(page(['a'], 'p2'), page([], 'p3'), page(['b'], null));
  t.equal(await collect(script.client().environments.list()), ['a', 'b']);
}

export async function theLastPageMayBeSilentAboutIt(t) {
  for (const body of [{ data: [{ id: 'a' }] }, { data: [{ id: 'a' }], next_page: null }, { data: [{ id: 'a' }], next_page: '' }]) {
    const script = await t.script({ body });
    const only = await script.client().environments.list();
    t.equal([only.hasNextPage(), only.next_page], [false, null], JSON.stringify(body));
  }
}

export async function nobodyAsksForMoreThanIsRead(t) {
  const script = await t.script(...THREE);
  for await (const { id } of script.client().environments.list()) if (id === 'b') break;
  t.equal(await script.count(), 1, 'requests');
}

export async function anErrorOnTheSecondPage(t) {
  const script = await t.script(THREE[0], { status: 404 });
  const seen = [];
  const read = async () => {
    for await (const { id } of script.client().environments.list()) seen.push(id);
  };
  await t.rejects(read(), t.errors.NotFoundError);
  t.equal(seen, ['a', 'b']);
}

export async function aPageHasWhatTheServerSent(t) {
  const sent = '{"data":[{"id":"a","__proto__":{"x":1}}],"next_page":"p2","total":7,"__proto__":{"evil":true}}';
  const script = await t.script({ body: sent });
  const first = await script.client().environments.list();
  t.equal(JSON.stringify(first), sent);
  t.equal([first.total, first.evil], [7, undefined]);
  t.ok(first instanceof t.Page, 'still a Page');
}

export async function anEnvironmentsListToItsEnd(t) {
  const { environments } = (await t.emulated()).client();
  const names = ['1', '2', '3', '4', '5'];
  for (const name of names) await environments.create({ name, config: { type: 'self_hosted' } });
  const seen = [];
  for await (const { name } of environments.list({ limit: 2 })) seen.push(name);
  t.equal(seen.sort(), names);
}

export async function aQueuesListToItsEnd(t) {
  const emulated = await t.emulated();
  const { id, worker } = await emulated.environment();
  const queued = [];
  for (let i = 0; i < 5; i += 1) queued.push((await emulated.enqueue(id)).id);
  t.equal((await collect(worker.environments.work.list(id, { limit: 2 }))).sort(), queued.sort());
}
