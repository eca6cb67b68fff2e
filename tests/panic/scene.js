// What a panic does, on every runtime: the test build of the client and the emulator in, what was seen out.

/** What each scene saw. */
export async function panics(leasehold) {
  const said = (error) => (error instanceof leasehold.LeaseholdError ? error.message.replace(/\(.*\)$/, '') : `${error}`);
  const seen = {};
  for (const [name, scene] of Object.entries({ calls, worker, lease, emulator })) seen[name] = await scene(leasehold, said);
  return seen;
}

/** A call that a panic ends, calls beside and after it, and panics outside of any call. */
async function calls({ Client, forcePanic, forcePanicInCall }, said) {
  const answer = async () => new Response('{"id":"env_1","type":"environment"}');
  const client = new Client({ authToken: 'token', fetch: answer });
  const retrieve = () => client.environments.retrieve('env_1').then(({ id }) => id, said);

  forcePanicInCall();
  const together = await Promise.all([retrieve(), retrieve(), retrieve()]);
  const next = await retrieve();

  const thrown = new Set();
  // Were the stack not put back, it would be used up by then: each panic leaves 16 KB, of 1 MB.
  for (let i = 0; i < 500; i += 1) {
    try {
      forcePanic(7);
    } catch (error) {
      thrown.add(said(error));
    }
    await undefined;
  }
  forcePanicInCall();
  const again = [await retrieve(), await retrieve()];
  client.free();
  return { together, next, thrown: [...thrown], again, crossing: crossing(Client, said) };
}

/** An exception that is no panic, and goes through the wasm after one: what writes text that is not ASCII throws. */
function crossing(Client, said) {
  const { encodeInto } = TextEncoder.prototype;
  TextEncoder.prototype.encodeInto = () => {
    throw new Error('of somebody else');
  };
  try {
    return String(new Client({ authToken: 'token', defaultHeaders: { 'x-own': 'ü' } }));
  } catch (error) {
    return said(error);
  } finally {
    TextEncoder.prototype.encodeInto = encodeInto;
  }
}

/** An emulator with an environment, and a client of it. */
async function place({ Client, Emulator }) {
  const emulator = new Emulator();
  const client = new Client({ apiKey: emulator.apiKey, fetch: emulator.fetch, dangerouslyAllowBrowser: true });
  const { id: environmentId } = await client.environments.create({ name: 'panics', config: { type: 'self_hosted' } });
  const workers = client.withOptions({ authToken: emulator.environmentKey(environmentId) });
  return { emulator, environmentId, work: workers.environments.work };
}

/** A panic in what a worker does by itself, and a worker after it. */
async function worker(leasehold, said) {
  const { emulator, environmentId, work } = await place(leasehold);
  const make = (onWork) => work.worker({ environmentId, environmentKey: emulator.environmentKey(environmentId), onWork, drain: true });
  emulator.enqueue(environmentId);
  const broken = make(async () => {});
  leasehold.forcePanicInTask();
  const run = await broken.run().then(() => 'ended', said);
  let handled = 0;
  const next = await make(async () => {
    handled += 1;
  })
    .run()
    .then(() => handled, said);
  return { run, next };
}

/** A lease that is held. */
async function hold(leasehold) {
  const { emulator, environmentId, work } = await place(leasehold);
  emulator.enqueue(environmentId);
  const item = await work.poll(environmentId);
  await work.ack(item.id, { environment_id: environmentId });
  const lease = work.lease(item);
  await lease.ready;
  return lease;
}

/** A panic in what beats, while a lease is held, and a lease of another client after it. */
async function lease(leasehold, said) {
  const held = await hold(leasehold);
  const { signal, done } = held;
  leasehold.forcePanicInTask();
  const beat = await held.beat().then(() => 'beaten', said);
  const next = await (await hold(leasehold)).stop({ force: true });
  return { beat, done: await done.catch(said), signal: said(signal.reason), next };
}

/** Panics in the emulator: in a request, and outside of any. */
async function emulator({ Emulator, panicInEmulator, panicInEmulatorCall }, said) {
  const emulator = new Emulator();
  const list = (init) => emulator.fetch('/v1/environments', { headers: { 'x-api-key': emulator.apiKey }, ...init });
  const status = (answer) => answer.then((response) => response.status, said);
  panicInEmulatorCall();
  const request = await status(list());
  const next = await status(list());
  let thrown;
  try {
    panicInEmulator(7);
  } catch (error) {
    thrown = said(error);
  }
  return { request, next, thrown, again: await status(list({ method: 'POST', body: '{' })) };
}

const BUG = 'this is a bug in leasehold, please report it:';

/** What is to be seen. */
export const expected = {
  calls: {
    together: [`${BUG} forced, in a call `, 'env_1', 'env_1'],
    next: 'env_1',
    thrown: [`${BUG} forced, 7 `],
    again: [`${BUG} forced, in a call `, 'env_1'],
    crossing: 'Error: of somebody else',
  },
  worker: { run: `${BUG} forced, in a task `, next: 1 },
  lease: { beat: `${BUG} forced, in a task `, done: `${BUG} forced, in a task `, signal: `${BUG} forced, in a task `, next: 'stopped' },
  emulator: { request: `${BUG} forced, in a call `, next: 400, thrown: `${BUG} forced, 7 `, again: 400 },
};
