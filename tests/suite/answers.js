// What a call returns: data as the server sent it, and the answer it came in.

const ENVIRONMENT = { id: 'env_1', type: 'environment', name: 'one' };
const HEADERS = { 'request-id': 'req_1', 'anthropic-workspace-id': 'wrkspc_1', 'x-more': 'more' };

export async function aCallIsAPromise(t) {
  const script = await t.script({ body: ENVIRONMENT });
  const call = script.client().environments.retrieve('env_1');
  t.ok(call instanceof Promise, 'a Promise');
  t.ok(call instanceof t.APIPromise, 'an APIPromise');
  const chained = call.then(({ name }) => name).finally(() => {});
  t.equal(Object.getPrototypeOf(chained), Promise.prototype, 'what then gives');
  t.equal(await Promise.all([chained, call]), ['one', ENVIRONMENT]);
}

export async function dataKnowsWhichRequestItCameFrom(t) {
  const script = await t.script({ body: ENVIRONMENT, headers: HEADERS }, { body: ENVIRONMENT });
  const { environments } = script.client();
  const data = await environments.retrieve('env_1');
  t.equal([data._request_id, data._workspace_id], ['req_1', 'wrkspc_1']);
  t.equal(data, ENVIRONMENT, 'fields that nobody sees');
  const { _request_id, _workspace_id } = await environments.retrieve('env_1');
  t.equal([_request_id, _workspace_id], [null, null], 'without the headers');
}

export async function jsonArrivesAsItWasSent(t) {
  const sent = [
    '{"id":"env_1","new_field":{"deep":[1,2.5,-0.001,1e+21,true,null,"\\u0000é😀"]},"z":1,"a":2}',
    '{"id":"env_1","__proto__":{"polluted":true},"constructor":{"prototype":1},"toString":"x","metadata":{"__proto__":"data"}}',
    '{"id":"env_1","type":"environment_of_2030","config":{"type":"quantum","qubits":9007199254740991}}',
    '{"":"empty","10":"ten","2":"two"}',
  ];
  const script = await t.script(...sent.map((body) => ({ body, headers: { 'content-type': 'application/json' } })));
  const { environments } = script.client();
  for (const text of sent) {
    const data = await environments.retrieve('env_1');
    t.equal(JSON.stringify(data), JSON.stringify(JSON.parse(text)), 'the JSON');
  }
  t.equal({}.polluted, undefined, 'every other object');
}

export async function jsonNeedsNoContentType(t) {
  const script = await t.script(
    { body: '{"id":"env_1"}', headers: { 'content-type': 'text/plain' } },
    { body: { id: 'env_2' }, chunked: true },
  );
  const { environments } = script.client();
  t.equal(await environments.retrieve('env_1'), { id: 'env_1' });
  t.equal(await environments.retrieve('env_2'), { id: 'env_2' }, 'in chunks');
}

export async function aBodyThatIsNoStreamIsReadAsText(t) {
  // As of fetches that are older than streams are.
  const answer = (text) => ({ status: 200, headers: new Headers(), text: async () => text });
  const { fetch } = t.memory(answer('{"id":"é😀漢"}'), answer(''), answer('{"id":"é😀漢!"}'));
  // As long as the first is.
  const { environments } = t.client({ apiKey: 'k', fetch, maxResponseBytes: 18 });
  t.equal(await environments.retrieve('env_1'), { id: 'é😀漢' });
  t.equal(await environments.work.poll('env_1'), null, 'nothing');
  const error = await t.rejects(environments.retrieve('env_1'), t.errors.InvalidResponseError);
  t.match(error.cause.message, 'longer than 18 bytes');
}

export async function textBreaksBetweenChunksNotCharacters(t) {
  const bytes = new TextEncoder().encode(JSON.stringify({ name: 'é😀漢'.repeat(50) }));
  const body = new ReadableStream({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const { fetch } = t.memory(new Response(body));
  const data = await t.client({ apiKey: 'k', fetch }).environments.retrieve('env_1');
  t.equal(data.name, 'é😀漢'.repeat(50));
}

export async function nothingIsNull(t) {
  const nothing = [{ body: 'null' }, { status: 204 }, { status: 200 }];
  const script = await t.script(...nothing, ...nothing);
  const { work } = script.client({ authToken: 'k' }).environments;
  for (const row of nothing) t.equal(await work.poll('env_1'), null, `a poll answered with ${JSON.stringify(row)}`);
  for (const row of nothing)
    t.equal(await work.stop('work_1', { environment_id: 'env_1' }), null, `a stop answered with ${JSON.stringify(row)}`);
}

export async function asResponseGivesTheAnswerUnread(t) {
  const script = await t.script({ body: ENVIRONMENT, headers: HEADERS, status: 202 });
  const response = await script.client().environments.retrieve('env_1').asResponse();
  t.ok(response instanceof Response, 'a Response');
  t.equal([response.status, response.headers.get('x-more'), response.bodyUsed], [202, 'more', false]);
  t.equal(await response.json(), ENVIRONMENT);
}

export async function asResponseLateGivesTheSameAnswer(t) {
  const script = await t.script({ body: ENVIRONMENT, headers: HEADERS });
  const call = script.client().environments.retrieve('env_1');
  t.equal(await call, ENVIRONMENT);
  const response = await call.asResponse();
  t.equal([response.headers.get('request-id'), response.bodyUsed], ['req_1', true]);
  t.equal(await call.asResponse(), response, 'asked again');
  t.equal(await script.count(), 1, 'requests');
}

export async function dataAfterAsResponse(t) {
  const script = await t.script({ body: ENVIRONMENT, headers: HEADERS });
  const call = script.client().environments.retrieve('env_1');
  const response = await call.asResponse();
  t.equal(response.bodyUsed, false);
  t.equal(await Promise.all([call, call.then(({ name }) => name)]), [ENVIRONMENT, 'one'], 'for whoever asks');
  t.equal(await script.count(), 1, 'requests');
}

export async function withResponseGivesBoth(t) {
  const script = await t.script({ body: ENVIRONMENT, headers: HEADERS }, { body: ENVIRONMENT, headers: HEADERS }, { body: 'null' });
  const { environments } = script.client();
  for (const late of [false, true]) {
    const call = environments.retrieve('env_1');
    if (late) await call;
    const { data, response, request_id, workspace_id } = await call.withResponse();
    t.equal([data, request_id, workspace_id], [ENVIRONMENT, 'req_1', 'wrkspc_1']);
    t.equal([response.status, response.bodyUsed], [200, true]);
  }
  const { data, request_id } = await environments.work.poll('env_1').withResponse();
  t.equal([data, request_id], [null, null], 'of nothing');
}

export async function aListsAnswerToo(t) {
  const script = await t.script({ body: { data: [ENVIRONMENT], next_page: null }, headers: HEADERS });
  const { data, response, request_id } = await script.client().environments.list().withResponse();
  t.ok(data instanceof t.Page, 'a Page');
  t.equal([data.data, response.status, request_id], [[ENVIRONMENT], 200, 'req_1']);
}

export async function anErrorRejectsWhateverIsAsked(t) {
  const refusal = { status: 404, body: { error: { type: 'not_found_error', message: 'gone' } } };
  const script = await t.script(refusal, refusal, refusal, refusal);
  const { environments } = script.client();
  await t.rejects(environments.retrieve('env_1'), t.errors.NotFoundError, 'the call');
  await t.rejects(environments.retrieve('env_1').asResponse(), t.errors.NotFoundError, 'asResponse');
  await t.rejects(environments.retrieve('env_1').withResponse(), t.errors.NotFoundError, 'withResponse');
  const call = environments.retrieve('env_1');
  await t.rejects(call, t.errors.NotFoundError, 'the call before');
  await t.rejects(call.asResponse(), t.errors.NotFoundError, 'asResponse after it');
}

export async function aBodyThatSomebodyElseReadIsNotTakenForNothing(t) {
  const takes = [
    async (response) => t.equal(await response.json(), { id: 'work_1' }),
    (response) => response.body.getReader(),
    async (response) => {
      const reader = response.body.getReader();
      await reader.read();
      reader.releaseLock();
    },
  ];
  for (const take of takes) {
    const script = await t.script({ body: { id: 'work_1' }, headers: HEADERS }, { body: { id: 'work_2' } });
    const call = script.client({ authToken: 'k' }).environments.work.poll('env_1');
    await take(await call.asResponse());
    const error = await t.rejects(call, t.errors.InvalidResponseError, String(take));
    t.equal([error.status, error.requestID, error.message], [200, 'req_1', 'the answer cannot be read: somebody else has read it']);
    t.equal(await script.count(), 1, 'requests');
  }
}

export async function aBodyThatSomebodyElseReadsIsNotTakenFromThem(t) {
  let end;
  const body = new ReadableStream({
    start: (it) => {
      end = () => {
        it.enqueue(new TextEncoder().encode('{"id":"theirs"}'));
        it.close();
      };
    },
  });
  const { fetch, calls } = t.memory(() => new Response(body));
  const call = t.client({ apiKey: 'k', fetch }).environments.retrieve('env_1');
  const reading = (await call.asResponse()).json();
  await t.rejects(call, t.errors.InvalidResponseError);
  t.equal(calls[0].init.signal.aborted, false, 'the request was aborted');
  end();
  t.equal(await reading, { id: 'theirs' });
}

export async function aCallThatNobodyWaitsForIsSent(t) {
  const script = await t.script({ body: ENVIRONMENT }, { status: 204 });
  const { environments } = script.client();
  environments.retrieve('env_1');
  await t.until(async () => (await script.log())[0]?.ended === 'answered', 'the request arrives');
  environments.work.stop('work_1', { environment_id: 'env_1', force: true });
  await t.until(async () => (await script.log())[1]?.ended === 'answered', 'the second request arrives');
}
