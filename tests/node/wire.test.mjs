// What the fourteen calls put on the wire is what the official SDK puts there. Credentials and version differ, and are said here.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { Client } from 'leasehold';
import { CALLS, DISGUISED_DOTS, REFUSED_IDS, SPELLED_DOTS } from './wire/calls.mjs';
import { compared, corrected, requestOf } from './wire/request.mjs';

const theirs =
  (options = { apiKey: 'key' }) =>
  (fetch) =>
    new Anthropic({ maxRetries: 0, ...options, fetch });
const ours =
  (options = { apiKey: 'key' }) =>
  (fetch) =>
    new Client({ maxRetries: 0, ...options, fetch });

/** The only request of a call that succeeds. */
async function only(make, name, args) {
  const { error, sent } = await requestOf(make, name, args);
  assert.ifError(error);
  assert.equal(sent.length, 1, 'requests');
  return sent[0];
}

describe('a request equals the official SDK’s', () => {
  for (const [name, rows] of Object.entries(CALLS)) {
    for (const args of rows) {
      it(`${name}(${JSON.stringify(args).slice(1, -1)})`, async () => {
        const expected = corrected(compared(await only(theirs(), name, args)));
        assert.deepEqual(compared(await only(ours(), name, args)), expected);
      });
    }
  }

  it('makes every call of both classes', () => {
    const callsOf = (resource) =>
      Object.getOwnPropertyNames(Object.getPrototypeOf(resource)).filter(
        (name) => !/^(constructor|work|poller|worker|free|__.*)$/.test(name),
      );
    const { environments } = theirs()(fetch).beta;
    const all = [...callsOf(environments), ...callsOf(environments.work).map((name) => `work.${name}`)];
    assert.deepEqual(Object.keys(CALLS).sort(), all.sort());
    assert.equal(all.length, 14);
  });

  it('has the base URL in front, whatever its end', async () => {
    for (const baseURL of ['https://api.example.com', 'https://api.example.com/', 'https://api.example.com/proxy/v', 'https://h:8443/x/']) {
      const urls = [];
      for (const make of [theirs, ours]) urls.push((await only(make({ apiKey: 'key', baseURL }), 'retrieve', ['env_1'])).url.href);
      assert.equal(urls[1], urls[0]);
    }
  });
});

describe('an id that would leave its segment', () => {
  const refused = (ids, clients) => async () => {
    for (const id of ids) {
      for (const make of clients) {
        for (const [name, args] of Object.entries({ retrieve: [id], 'work.ack': [id, { environment_id: 'e' }] })) {
          const { error, sent } = await requestOf(make, name, args);
          assert.ok(error instanceof Error, `${name}(${id}) is refused`);
          assert.deepEqual(sent, [], 'requests');
        }
      }
    }
  };
  it('is refused by both', refused(REFUSED_IDS, [theirs(), ours()]));
  it('is refused by ours however it is spelled', refused(SPELLED_DOTS, [ours()]));
  it('is refused by both with a semicolon', refused(DISGUISED_DOTS, [theirs(), ours()]));
});

describe('what differs from the SDK by design', () => {
  const headersOf = async (make, options) => (await only(make(options), 'retrieve', ['env_1'])).headers;

  it('is the version', async () => {
    assert.equal((await headersOf(ours)).get('anthropic-version'), '2023-06-01');
  });

  it('is the header of an API key', async () => {
    const headers = await headersOf(ours, { apiKey: 'secret' });
    assert.deepEqual([headers.get('x-api-key'), headers.get('authorization')], ['secret', null]);
    assert.equal((await headersOf(theirs, { apiKey: 'secret' })).get('authorization'), 'Bearer secret');
  });

  it('is not that of a token', async () => {
    for (const make of [theirs, ours]) {
      const headers = await headersOf(make, { authToken: 'secret', apiKey: null });
      assert.deepEqual([headers.get('x-api-key'), headers.get('authorization')], [null, 'Bearer secret']);
    }
  });

  it('is that nothing is told about the machine', async () => {
    const names = [...(await headersOf(ours)).keys()];
    assert.deepEqual(names, ['accept', 'anthropic-beta', 'anthropic-version', 'x-api-key']);
  });

  it('is that metadata of null is no update', async () => {
    const { error, sent } = await requestOf(ours(), 'work.update', ['work_1', { environment_id: 'env_1', metadata: null }]);
    assert.equal(error.name, 'InvalidInputError');
    assert.deepEqual(sent, []);
  });
});
