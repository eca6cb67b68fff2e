// What becomes of each piece of JavaScript that the pages have, in the order in which it stands there.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../scripts/lib/paths.mjs';
import { openWorkerd, put, runNode, statesIn, variablesOf } from './world.mjs';

/**
 * @typedef {object} Scene
 * @property {string} heading the one that it stands under
 * @property {(world: object, code: string) => Promise<void>} [run] runs it, and looks at what it did
 * @property {string} [unrun] why nobody runs it; it is parsed all the same
 */

/** What a snippet takes for granted: the page has said it before, or it is the reader's own. */
const CLIENT = "import { Client } from 'leasehold';\n";
const ACKNOWLEDGED = 'console.log((await client.environments.work.retrieve(work.id, { environment_id: id })).state);';
const EMULATOR = `${CLIENT}import { Emulator } from 'leasehold/emulator';\n`;
const WORKER = `${CLIENT}const { ANTHROPIC_ENVIRONMENT_ID: environmentId, ANTHROPIC_ENVIRONMENT_KEY: environmentKey } = process.env;\n`;
const WORK = 'const { work } = new Client().environments;\n';
const HANDLE = `
const handled = [];
async function handle({ id }, signal) {
  signal.throwIfAborted();
  handled.push(id);
  console.log('handled', id);
}
`;
/** Says what is to happen once so many items were handled. There may be no `worker` yet. */
const once = (count, then) => `setInterval(() => { try { if (handled.length === ${count}) ${then} } catch {} }, 20).unref();\n`;

/**
 * Runs it as a module on Node.
 *
 * @param {object} options
 * @param {"account" | "worker"} [options.caller] whose credential the variables hold
 * @param {string} [options.before] what the snippet takes for granted
 * @param {string} [options.after] what shows that it has done it
 * @param {number} [options.queued] how many items wait
 * @param {(printed: string, world: object) => unknown} check looks at what was printed, and at the world
 */
const onNode =
  ({ caller = 'account', before = '', after = '', queued = 0 }, check) =>
  async (world, code) => {
    for (let i = 0; i < queued; i += 1) world.emulator.enqueue(world.id);
    put(world, 'snippet.mjs', `${before}${code}\n${after}`);
    await check(await runNode(world, ['snippet.mjs'], variablesOf(world, caller)), world);
  };

/** Which environment is asked for, with which key, and what is printed then. */
const errors = [
  ['env_doesNotExist', undefined, /^gone req_\w+\n$/],
  ['env_doesNotExist', 'a wrong one', /^401 authentication_error null\n$/],
  ['..', undefined, /^environment_id a/],
];

/** @type {Record<string, Scene[]>} */
export const scenes = {
  'README.md': [
    {
      heading: 'A first call',
      run: onNode({}, (printed) => assert.match(printed, /^env_\w+ (there before|builders)\nenv_\w+ (there before|builders)\n$/)),
    },
    { heading: 'A first call', unrun: 'a page with a proxy of its own: tests/bundlers and tests/csp have such pages' },
    { heading: 'A first call', run: workerModule },
    { heading: 'Hold a lease', run: handling([0, 1], WORKER + HANDLE) },
    {
      heading: 'Run a worker',
      run: handling([3], WORKER + WORK + HANDLE + once(3, "process.kill(process.pid, 'SIGTERM');")),
    },
    {
      heading: 'Errors',
      run: async (world, code) => {
        for (const [id, apiKey, expected] of errors) {
          const client = `new Client(${JSON.stringify({ apiKey })})`;
          const before = `${CLIENT}const [client, id, { signal }] = [${client}, ${JSON.stringify(id)}, new AbortController()];\n`;
          await onNode({ before }, (printed) => assert.match(printed, expected))(world, code);
        }
      },
    },
    {
      heading: 'Test against it, offline',
      run: onNode({ after: 'console.log(item.state);' }, (printed) => assert.equal(printed, 'queued\n')),
    },
  ],
  'docs/cli.md': [{ heading: 'Commands that hold their item themselves', run: handleItem }],
  'docs/client.md': [
    {
      heading: 'The client',
      run: onNode({ before: WORKER, after: 'console.log(stats.depth);', queued: 2 }, (printed) => assert.equal(printed, '2\n')),
    },
  ],
  'docs/emulator.md': [
    {
      heading: 'In a JavaScript test',
      run: onNode({ after: ACKNOWLEDGED }, (printed) => assert.equal(printed, 'starting\n')),
    },
    {
      heading: 'Time',
      run: onNode({ before: EMULATOR, after: 'console.log(await poll, emulator.now);' }, (printed) =>
        assert.equal(printed, `null ${Date.UTC(2026, 0, 1) + 999}\n`),
      ),
    },
    { heading: 'Faults', run: onNode({ before: EMULATOR, after: 'console.log("taken");' }, (printed) => assert.equal(printed, 'taken\n')) },
  ],
  'docs/lease.md': [
    { heading: 'The lease', run: handling([0, 2], (count) => WORKER + WORK + HANDLE + once(count, 'worker.drain();')) },
    { heading: 'Pages, laptops, the edge', run: durableObject },
  ],
  'examples/cloudflare/README.md': [
    { heading: 'The proxy', unrun: "two pages': tests/cloudflare asks the proxy what they ask" },
    { heading: 'The proxy', unrun: "a page's behind Cloudflare Access" },
  ],
};

/** On Node, as a worker, with so many items in the queue: all of them are handled and stopped. */
function handling(counts, before) {
  return async (world, code) => {
    for (const queued of counts) {
      const known = (await statesIn(world)).length;
      const given = typeof before === 'function' ? before(queued) : before;
      await onNode({ caller: 'worker', before: given, queued }, async (printed) => {
        assert.equal(printed.match(/^handled work_\w+$/gm)?.length ?? 0, queued, printed);
        assert.deepEqual(await statesIn(world), new Array(known + queued).fill('stopped'));
      })(world, code);
    }
  };
}

/** In workerd, as it is deployed. */
async function workerModule(world, code) {
  const queued = world.emulator.enqueue(world.id);
  const bindings = { ENVIRONMENT_ID: world.id, ENVIRONMENT_KEY: world.key };
  const workerd = await openWorkerd(world, code, { bindings });
  try {
    const response = await workerd.dispatchFetch('http://worker/');
    assert.deepEqual(await response.json(), { id: queued.id, session: queued.data.id });
  } finally {
    await workerd.dispose();
  }
}

/** By the command of the shell that stands above it, with the official SDK. */
async function handleItem(world, code) {
  put(world, 'handle.mjs', code);
  // What the session is to do comes from elsewhere: here it has ended.
  world.answer = ({ url }) => (url.includes('/v1/sessions/') ? Response.json({ id: 'session', status: 'terminated' }) : undefined);
  world.emulator.enqueue(world.id);
  const args = ['worker', 'poll', '--drain', '--hand-over', '--on-work', `'${process.execPath}' handle.mjs`];
  await runNode(world, [join(root, 'dist/cli.js'), ...args], variablesOf(world, 'worker'));
  assert.deepEqual(await statesIn(world), ['stopped']);
}

/** What holds the item begins, and can be looked into. */
const HOLDER = `
export class Scene extends Holder {
  async hold(item) {
    await this.ctx.storage.put('held', { item });
    await this.ctx.storage.setAlarm(Date.now());
  }
  held() { return this.ctx.storage.get('held'); }
}
export default {
  async fetch(request, env) {
    const [method, ...args] = await request.json();
    const scene = env.SCENE.get(env.SCENE.idFromName('the one'));
    return Response.json((await scene[method](...args)) ?? null);
  },
};
`;

/** In workerd: a lease that is beaten through a fault that passes, and one whose stop is asked for. */
async function durableObject(world, code) {
  const { emulator, account, id, key } = world;
  const { work } = account.withOptions({ authToken: key }).environments;
  const imports = `import { DurableObject } from 'cloudflare:workers';\n${CLIENT}`;
  const workerd = await openWorkerd(world, `${imports}${code}${HOLDER}`, {
    bindings: { ENVIRONMENT_KEY: key },
    durableObjects: { SCENE: { className: 'Scene', useSQLite: true } },
  });
  const call = async (...method) =>
    (await workerd.dispatchFetch('http://worker/', { method: 'POST', body: JSON.stringify(method) })).json();
  try {
    emulator.enqueue(id);
    const item = await work.poll(id);
    await work.ack(item.id, { environment_id: id });
    emulator.setFaults({ rules: [{ endpoint: 'work.heartbeat', call: 1, fault: 'status', status: 503 }] });
    await call('hold', item);
    const beats = () => emulator.journal({ type: 'request', endpoint: 'work.heartbeat' }).map(({ status }) => status);
    await until(() => beats().length >= 4);
    assert.deepEqual(beats().slice(0, 4), [503, 200, 200, 200]);
    assert.deepEqual(await statesIn(world), ['active']);
    await account.environments.work.stop(item.id, { environment_id: id });
    await until(async () => (await call('held')) === null);
    assert.deepEqual(await statesIn(world), ['stopped']);
  } finally {
    await workerd.dispose();
  }
}

async function until(isSo) {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(20)) if (await isSo()) return;
  assert.fail(`not within 20 s: ${isSo}`);
}
