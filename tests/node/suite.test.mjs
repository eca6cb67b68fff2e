// The suite on Node, over the built package.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import * as leasehold from 'leasehold';
import * as calls from 'leasehold/calls';
import { startServer } from '../server/server.mjs';
import { context, files, run, suiteOf } from '../suite/index.js';

for (const [name, entry] of Object.entries({ leasehold, 'leasehold/calls': calls })) {
  describe(`the suite, ${name}`, { concurrency: 8 }, () => {
    const { tests, classes } = suiteOf(entry);
    let server;
    let t;
    before(async () => {
      server = await startServer();
      t = context({ ...classes, server: server.url });
    });
    after(() => server.close());

    for (const [file, ofFile] of Object.entries(tests)) {
      for (const [name, test] of Object.entries(ofFile)) it(`${file}: ${name}`, () => run(test, t));
    }

    it('has the classes of errors on its client too, as the official SDK has', () => {
      for (const [name, errorClass] of Object.entries(classes.errors)) assert.equal(classes.Client[name], errorClass, name);
      const theirs = Object.keys(Object.getPrototypeOf(Anthropic)).filter((name) => name.endsWith('Error'));
      assert.ok(theirs.length > 20);
      for (const name of theirs) assert.equal(classes.Client[name], classes.errors[name] ?? assert.fail(name));
    });
  });
}

describe('the calls alone', () => {
  it('have the same errors as the whole client', () => {
    const ofWhole = new Map(Object.entries(leasehold));
    const different = Object.entries(calls).filter(([name, value]) => value !== ofWhole.get(name));
    assert.deepEqual(
      different.map(([name]) => name),
      ['Client', 'Environments', 'Work', 'default'],
    );
  });

  it('hold no lease', () => {
    const client = new calls.Client({ authToken: 'k' });
    const { work } = client.environments;
    assert.deepEqual([client.heartbeats, work.lease, work.poller, work.worker], [undefined, undefined, undefined, undefined]);
    assert.deepEqual(
      Object.keys(leasehold).filter((name) => !(name in calls)),
      ['EnvironmentWorker', 'Heartbeats', 'Lease', 'LeaseLostError', 'StopRequestedError', 'WorkPoller'],
    );
  });
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
