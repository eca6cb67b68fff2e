// Our poller puts on the wire what the official SDK's does: the same requests in the same order, for each of its options.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { Client } from 'leasehold';
import { done, empty, item, KEY, nothing, polled, refused } from './wire/poller.mjs';

const common = { apiKey: null, authToken: 'the-key-of-the-client', maxRetries: 0, logLevel: 'off' };
const theirs = (fetch) => new Anthropic({ ...common, fetch });
const ours = (fetch) => new Client({ ...common, fetch });

const one = [() => item('work_1'), done, done];
const two = [...one, () => item('work/2'), done, done];
const aborted = AbortSignal.abort();

/** By what is tried: the answers, the options, the loop's body; then how many requests it comes to, and how the loop ends. */
const ROWS = {
  'an empty queue': [[empty], { drain: true }, undefined, 1, 'ended'],
  'a queue that answers nothing': [[nothing], { drain: true }, undefined, 1, 'ended'],
  'two items': [[...two, empty], { drain: true }, undefined, 7, 'ended'],
  'without waiting': [[...one, empty], { drain: true, blockMs: null }, undefined, 4, 'ended'],
  'waiting for a while': [[...one, empty], { drain: true, blockMs: 250 }, undefined, 4, 'ended'],
  reclaiming: [[...one, empty], { drain: true, reclaimOlderThanMs: 60_000 }, undefined, 4, 'ended'],
  'reclaiming by default': [[empty], { drain: true, reclaimOlderThanMs: null }, undefined, 1, 'ended'],
  'without auto-stop': [
    [() => item('work_1'), done, () => item('work_2'), done, empty],
    { drain: true, autoStop: false },
    undefined,
    5,
    'ended',
  ],
  'with headers': [[...one, empty], { drain: true, requestOptions: { headers: { 'x-own': 'yes' } } }, undefined, 4, 'ended'],
  'with a name': [[...one, empty], { drain: true, workerId: 'host/1' }, undefined, 4, 'ended'],
  'a body that breaks': [two, {}, () => 'break', 3, 'ended'],
  'a body that throws': [
    two,
    {},
    () => {
      throw new Error('of the body');
    },
    3,
    'of the body',
  ],
  'a body that aborts': [two, {}, (_id, poller) => poller.abort(), 3, 'ended'],
  'aborted before': [[], { signal: aborted }, undefined, 0, 'ended'],
  'an item that cannot be acknowledged': [
    [() => item('work_0'), () => refused(404), ...one, empty],
    { drain: true },
    undefined,
    6,
    'ended',
  ],
  'an item that is stopped already': [[() => item('work_1'), done, () => refused(409), empty], { drain: true }, undefined, 4, 'ended'],
  'an item that cannot be stopped': [
    [() => item('work_1'), done, () => refused(404), ...two, empty],
    { drain: true },
    undefined,
    10,
    'ended',
  ],
  'a key that is refused': [[() => refused(401)], {}, undefined, 1, 401],
  'an environment that is gone': [[...one, () => refused(404)], {}, undefined, 4, 404],
  'a request that is wrong': [[() => refused(400)], {}, undefined, 1, 400],
  'a server in trouble, at first': [[() => refused(503), ...one, empty], { drain: true }, undefined, 5, 'ended'],
  'a server that is busy, at first': [[() => refused(429), ...one, empty], { drain: true }, undefined, 5, 'ended'],
  'a queue that fills': [[empty, ...one], {}, () => 'break', 4, 'ended'],
};

describe('a poller sends what the official SDK’s sends', { concurrency: true }, () => {
  for (const [name, [answers, options, body, requests, outcome]] of Object.entries(ROWS)) {
    it(name, async () => {
      const [expected, actual] = await Promise.all([theirs, ours].map((make) => polled(make, answers, options, body)));
      assert.deepEqual(actual, expected);
      assert.deepEqual([actual.sent.length, actual.outcome], [requests, outcome]);
      for (const { authorization } of actual.sent) assert.equal(authorization, `Bearer ${KEY}`);
    });
  }
});

describe('what differs from the SDK’s poller by design', () => {
  it('is the bearer of an item with a token of its own', async () => {
    const secret = Buffer.from(JSON.stringify({ sessions_token: 'token' })).toString('base64url');
    const answers = [() => item('work_1', secret), done, done, empty];
    const bearers = async (make) => (await polled(make, answers, { drain: true })).sent.map(({ authorization }) => authorization.slice(7));
    assert.deepEqual(await bearers(theirs), [KEY, KEY, KEY, KEY]);
    assert.deepEqual(await bearers(ours), [KEY, 'token', 'token', KEY]);
  });
});
