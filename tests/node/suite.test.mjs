// The suite on Node, over the built package.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import * as leasehold from 'leasehold';
import { startServer } from '../server/server.mjs';
import { context, files, run } from '../suite/index.js';

const { Client, APIPromise, PagePromise, Page } = leasehold;
const isError = ([, value]) => value.prototype instanceof Error;
const errors = Object.fromEntries(Object.entries(leasehold).filter(isError));

describe('the suite', { concurrency: 8 }, () => {
  let server;
  let t;
  before(async () => {
    server = await startServer();
    t = context({ Client, APIPromise, PagePromise, Page, errors, server: server.url });
  });
  after(() => server.close());

  for (const [file, tests] of Object.entries(files)) {
    for (const [name, test] of Object.entries(tests)) it(`${file}: ${name}`, () => run(test, t));
  }
});

describe('the index of the suite', () => {
  it('has every file', () => {
    const folder = readdirSync(new URL('../suite/', import.meta.url)).filter((name) => name.endsWith('.js') && name !== 'index.js');
    assert.deepEqual(
      Object.keys(files).map((file) => `${file}.js`),
      folder.sort(),
    );
  });
});
