// No credential is found in anything that a person can get hold of: in Node, in Deno, and in Chromium and its console.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect, promisify } from 'node:util';
import * as leasehold from 'leasehold';
import { launch } from '../../scripts/lib/browser.mjs';
import { startServer } from '../server/server.mjs';
import { Hunt } from './hunt.js';
import { credentials } from './scenes.js';
import { search } from './search.js';

const timeout = 180_000;
const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url));

/** What Node's console shows, and what it shows whoever asks for more. */
const inspected = (value) => [inspect(value), inspect(value, { showHidden: true, depth: 20, getters: true })];

test('the hunt finds what is hidden', async () => {
  const { apiKey, secret } = credentials;
  const inJSON = Buffer.from(JSON.stringify({ key: apiKey }));
  const hidden = {
    'in a text': `Bearer ${apiKey}`,
    'in a name': { [apiKey]: 1 },
    'under a symbol': { [Symbol('a')]: { b: [apiKey] } },
    'in a symbol': { [Symbol(apiKey)]: 1 },
    'behind an inherited getter': Object.create({
      get it() {
        return { apiKey };
      },
    }),
    'in what a getter throws': {
      get it() {
        throw new Error(apiKey);
      },
    },
    'in a cause': new Error('a', { cause: new Error('b', { cause: { apiKey } }) }),
    'in a property that is not enumerable': Object.defineProperty({}, 'it', { value: apiKey }),
    'in a map': new Map([['a', new Set([apiKey])]]),
    'in headers': new Headers({ 'x-a': apiKey }),
    'in a promise': { it: Promise.resolve({ apiKey }) },
    'in a rejection': { it: Promise.reject(new Error(apiKey)) },
    'in bytes': new TextEncoder().encode(apiKey),
    'in what JSON would show': { toJSON: () => ({ apiKey }) },
    'in a property of a function': Object.assign(() => {}, { it: apiKey }),
    'in base64': inJSON.toString('base64'),
    'in base64, one byte on': Buffer.concat([Buffer.of(1), inJSON]).toString('base64'),
    'in base64, two bytes on': Buffer.concat([Buffer.of(1, 2), inJSON]).toString('base64url'),
    'in hexadecimal': inJSON.toString('hex'),
    'in an inspected buffer': inspect(inJSON),
    'cut off': `${apiKey.slice(0, 13)}…`,
    'the item’s secret': { secret },
  };
  for (const [where, value] of Object.entries(hidden)) {
    const hunt = new Hunt(credentials);
    await hunt.value(where, value);
    assert.notDeepEqual(hunt.found, [], where);
  }
  const hunt = new Hunt(credentials, inspected);
  await hunt.value('what is harmless', { client: new leasehold.Client({ apiKey: 'another' }), text: apiKey.slice(0, 11) });
  assert.deepEqual(hunt.found, []);
});

/** Nothing was found, where there was something to be found. */
function clean(t, { found, unsent, ...counts }) {
  t.diagnostic(JSON.stringify(counts));
  assert.deepEqual([found, unsent], [[], []]);
  assert.ok(counts.shown > 1_000 && counts.lines > 1_000, JSON.stringify(counts));
}

test('in Node', { timeout }, async (t) => clean(t, await search(leasehold, inspected)));

test('in Deno', { timeout }, async (t) => {
  const leave = ['run', '--quiet', '--no-prompt', '--no-config', '--allow-env', '--allow-read'];
  const args = [...leave, pathOf('deno.js'), new URL('../../dist/index.js', import.meta.url).href];
  const { stdout } = await promisify(execFile)(pathOf('../../node_modules/.bin/deno'), args, { maxBuffer: 2 ** 24 });
  clean(t, JSON.parse(stdout));
});

test('in Chromium and its console', { timeout }, async (t) => {
  const server = await startServer({ folders: { secrets: new URL('.', import.meta.url) } });
  const browser = await launch('chrome', process.env.LEASEHOLD_CHROMIUM);
  try {
    const page = await browser.newPage();
    const console = await page.createCDPSession();
    const hunt = new Hunt(credentials);
    console.on('Runtime.consoleAPICalled', ({ args }) => hunt.text('a line of the console', JSON.stringify(args)));
    await console.send('Runtime.enable');
    await page.goto(`${server.url}/secrets/page.html`);
    await page.waitForFunction('globalThis.report', { timeout });
    clean(t, await page.evaluate('globalThis.report'));
    await lookThrough(console, hunt);
    t.diagnostic(`${hunt.read} texts in the console`);
    assert.deepEqual([...new Set(hunt.found)].slice(0, 40), []);

    // It would have found what a field holds that no program can read.
    await page.evaluate((it) => {
      class Holder {
        #it = { it };
        has = (held) => held === this.#it;
      }
      globalThis.shown = [{ what: 'a holder', value: new Holder() }];
    }, credentials.apiKey);
    await lookThrough(console, hunt);
    assert.notDeepEqual(hunt.found, []);
  } finally {
    await browser.close();
    await server.close();
  }
});

/** Reads what the console has to say of everything that was shown: its line, its preview, and what unfolds, private fields included. */
async function lookThrough(console, hunt) {
  const evaluate = (expression) => console.send('Runtime.evaluate', { expression, generatePreview: true, objectGroup: 'looked at' });
  const { result: length } = await evaluate('shown.length');
  for (let i = 0; i < length.value; i += 1) {
    const { result: what } = await evaluate(`shown[${i}].what`);
    const { result } = await evaluate(`console.log(shown[${i}].value), shown[${i}].value`);
    hunt.text(what.value, JSON.stringify(result));
    for (const inner of await unfold(console, hunt, what.value, result)) await unfold(console, hunt, what.value, inner);
    await console.send('Runtime.releaseObjectGroup', { objectGroup: 'looked at' });
  }
}

/** Reads the properties of an object; gives those that are objects themselves. What a function encloses is the debugger's business. */
async function unfold(console, hunt, where, { objectId }) {
  if (!objectId) return [];
  const {
    result,
    privateProperties = [],
    internalProperties = [],
  } = await console.send('Runtime.getProperties', {
    objectId,
    ownProperties: true,
    generatePreview: true,
  });
  const properties = [...result, ...privateProperties, ...internalProperties];
  hunt.text(`${where}, unfolded`, JSON.stringify(properties));
  return properties.flatMap(({ value }) => (value?.type === 'object' ? [value] : []));
}
