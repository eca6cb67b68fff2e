// The tables of options and events in docs/ name what there is, and nothing else.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client, InvalidInputError } from 'leasehold';
import { Emulator } from 'leasehold/emulator';
import { root } from '../../scripts/lib/paths.mjs';
import { textOf } from './fences.mjs';

const client = new Client({ apiKey: 'k', fetch: () => assert.fail('nothing is sent') });
const { work } = client.environments;

/** The rows of the table below a heading, each a list of its cells. */
function rowsBelow(page, heading) {
  const [, below] = textOf(page).split(`\n## ${heading}\n`);
  const lines = below.slice(below.indexOf('\n| --- |')).trimStart().split('\n');
  const rows = lines.slice(1, lines.indexOf(''));
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

const named = (cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name);

/** What the error says that there is. */
function known(offend) {
  try {
    offend();
  } catch (error) {
    assert.ok(error instanceof InvalidInputError, error);
    return error.expected.replace(/^(made|one) of /, '').split(', ');
  }
  return assert.fail('it took what there is not');
}

/** The fields of an interface in the published types. */
function fieldsOf(file, name) {
  const [, body] = new RegExp(`\\nexport interface ${name} [^{]*\\{\\n([\\s\\S]*?)\\n\\}\\n`).exec(readFileSync(join(root, file), 'utf8'));
  return [...body.matchAll(/^ {2}(\w+)\??: (?:\{\n([\s\S]*?)^ {2}\};)?/gm)];
}

const names = (file, name) => fieldsOf(file, name).map(([, field]) => field);
const sameNames = (found, wanted) => assert.deepEqual([...found].sort(), [...wanted].sort());

test('the calls', () => {
  const methods = (object) => Object.getOwnPropertyNames(Object.getPrototypeOf(object)).filter((name) => object[name] instanceof Function);
  const others = ['constructor', 'free', '__destroy_into_raw', 'lease', 'poller', 'worker'];
  const calls = { environments: methods(client.environments), work: methods(work) };
  sameNames(
    rowsBelow('docs/client.md', 'The calls').map(([call]) => /^`([\w.]+)\(/.exec(call)[1]),
    Object.entries(calls).flatMap(([of, names]) => names.filter((name) => !others.includes(name)).map((name) => `${of}.${name}`)),
  );
});

test('the options of a client', () => {
  const options = rowsBelow('docs/client.md', 'Options of a client').map(([option]) => named(option)[0]);
  sameNames(
    options,
    known(() => new Client({ nope: 1 })),
  );
  sameNames(options, names('js/types/options.d.ts', 'ClientOptions'));
});

test('the options of a call', () => {
  const options = rowsBelow('docs/client.md', 'Options of a call').map(([option]) => named(option)[0]);
  sameNames(options, names('js/types/options.d.ts', 'RequestOptions'));
});

test('the options of leases, pollers and workers', () => {
  const rows = rowsBelow('docs/lease.md', 'Options');
  const kinds = {
    lease: () => work.lease({ id: 'work_1', environment_id: 'env_1' }, { nope: 1 }),
    poller: () => work.poller({ nope: 1 }),
    worker: () => work.worker({ nope: 1 }),
  };
  for (const [kind, offend] of Object.entries(kinds)) {
    const options = rows.filter(([, of]) => of.split(', ').includes(kind)).map(([option]) => named(option)[0]);
    sameNames(options, known(offend));
  }
  for (const [option, of] of rows)
    assert.ok(
      of.split(', ').every((kind) => Object.hasOwn(kinds, kind)),
      `${option}: ${of}`,
    );
});

test('the events of a worker, and what they have', () => {
  const rows = rowsBelow('docs/lease.md', 'What a worker tells');
  const worker = work.worker({ onWork: () => {} });
  sameNames(
    rows.map(([event]) => named(event)[0]),
    known(() => worker.on('nope', () => {})),
  );
  for (const [, event, body] of fieldsOf('js/types/worker.d.ts', 'WorkerEvents')) {
    const fields = [...body.matchAll(/^ {4}(\w+)\??:/gm)].map(([, field]) => field).filter((field) => !['type', 'workId'].includes(field));
    const [, has] = rows.find(([name]) => named(name)[0] === event);
    sameNames(named(has), fields);
  }
});

test('the options of the emulator, its faults, and what the journal is asked by', () => {
  const page = 'docs/emulator.md';
  /** What the emulator's error says that there is. */
  const said = (offend) => {
    try {
      offend();
    } catch ({ message }) {
      return message
        .match(/: expected (only )?(.*), received /)[2]
        .split(/, | or /)
        .map((name) => name.replaceAll('"', ''));
    }
    return assert.fail('it took what there is not');
  };
  const first = (rows) => rows.flatMap(([cell]) => named(cell));
  sameNames(
    first(rowsBelow(page, 'In a JavaScript test')),
    said(() => new Emulator({ nope: 1 })),
  );
  sameNames(
    first(rowsBelow(page, 'Faults')),
    said(() => new Emulator({ faults: { rules: [{ fault: 'nope' }] } })),
  );
  const [, filter] = /The filter names ([^.]*)\./.exec(textOf(page));
  sameNames(
    named(filter),
    said(() => new Emulator().journal({ nope: 1 })),
  );
});

test('the functions of the crate that the pages name', () => {
  const folder = join(root, 'src');
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.rs'));
  const sources = files.map((name) => readFileSync(join(folder, name), 'utf8'));
  const has = (type, name) =>
    sources.some((source) => new RegExp(`^pub struct ${type}\\b`, 'm').test(source) && new RegExp(`pub fn ${name}\\b`).test(source));
  const named = ['docs/lease.md', 'docs/emulator.md'].flatMap((page) => [...textOf(page).matchAll(/`([A-Z]\w+)::(\w+)/g)]);
  assert.ok(named.length > 0);
  for (const [said, type, name] of named) assert.ok(has(type, name), said);
});

test('what a worker counts', () => {
  const [, counts] = /`worker\.stats\(\)` counts: ([^.]*)\./.exec(textOf('docs/lease.md'));
  sameNames(named(counts), Object.keys(work.worker({ onWork: () => {} }).stats()));
});
