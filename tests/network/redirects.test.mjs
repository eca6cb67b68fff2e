// Redirects between servers on two ports of this machine, which are two origins: nothing goes to the other one, not even a connection.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { Client } from 'leasehold';

const ITEM = { id: 'work_1', environment_id: 'env_1', type: 'work', data: { type: 'session', id: 's' }, secret: null };

let here;
let elsewhere;
let status;
let requests = 0;
let connections = 0;

before(async () => {
  elsewhere = createServer((_, response) => response.end('{}')).on('connection', () => {
    connections += 1;
  });
  here = createServer((request, response) => {
    requests += 1;
    response.writeHead(status, { location: `http://127.0.0.1:${elsewhere.address().port}${request.url}` }).end();
  });
  for (const server of [here, elsewhere]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
});

after(() => {
  for (const server of [here, elsewhere]) {
    server.closeAllConnections();
    server.close();
  }
});

const refused = (call) => assert.rejects(call, { name: 'InvalidResponseError' });

/** Every way of sending a credential, and what a redirect makes of it. */
const ways = {
  'an API key': (client) => refused(client({ apiKey: 'sk-key' }).environments.retrieve('env_1')),
  'a token, with a body': (client) => refused(client({ authToken: 'sk-token' }).environments.create({ name: 'x' })),
  'a header of the call': (client) =>
    refused(client({ authToken: 'sk' }).environments.list({}, { headers: { authorization: 'Bearer sk-own' } })),
  'a lease': async (client) => {
    const lease = client({ authToken: 'sk-token' }).environments.work.lease(ITEM);
    await lease.beat();
    assert.equal(lease.state, 'starting', 'a redirect is no answer to a beat');
    lease.release();
  },
  'a poller': async (client) => {
    const poller = client({ authToken: 'sk-token' }).environments.work.poller({ environmentId: 'env_1', signal: AbortSignal.timeout(100) });
    for await (const _ of poller) assert.fail('an item');
  },
};

for (const [what, way] of Object.entries(ways)) {
  describe(what, () => {
    for (const code of [301, 302, 303, 307, 308]) {
      it(`answered with ${code}`, async () => {
        [status, requests] = [code, 0];
        await way((options) => new Client({ baseURL: `http://127.0.0.1:${here.address().port}`, logLevel: 'off', ...options }));
        assert.equal(requests, 1, 'requests here');
        assert.equal(connections, 0, 'connections elsewhere');
      });
    }
  });
}
