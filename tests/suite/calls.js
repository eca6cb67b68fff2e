// The fourteen calls, over a real socket, against the emulator.

const ENVIRONMENT_FIELDS = ['archived_at', 'config', 'created_at', 'description', 'id', 'metadata', 'name', 'type', 'updated_at'];

export async function anEnvironmentFromCreateToDelete(t) {
  const { environments } = (await t.emulated()).client();
  const created = await environments.create({
    name: 'life',
    description: 'to be cleared',
    metadata: { kept: 'yes', dropped: 'soon' },
    config: { type: 'self_hosted' },
  });
  const { id } = created;
  t.match(id, /^env_/);
  for (const field of ENVIRONMENT_FIELDS) t.ok(field in created, `the field ${field}`);
  t.equal(await environments.retrieve(id), created, 'what retrieve gives');

  const changes = { name: 'renamed', description: null, metadata: { dropped: null, added: 'now' } };
  const updated = await environments.update(id, changes);
  t.equal([updated.name, updated.metadata], ['renamed', { kept: 'yes', added: 'now' }], 'what update changed');
  t.ok(!updated.description, 'a description that was cleared');
  t.equal(
    (await environments.list()).data.map((item) => item.id),
    [id],
    'the list',
  );

  const archived = await environments.archive(id);
  t.ok(archived.archived_at, 'archived_at');
  t.equal((await environments.list()).data, [], 'the list without what is archived');
  t.equal((await environments.list({ include_archived: true })).data.length, 1, 'the list with what is archived');

  t.equal(await environments.delete(id), { id, type: 'environment_deleted' }, 'what delete gives');
  await t.rejects(environments.retrieve(id), t.errors.NotFoundError);
}

export async function aWorkItemFromPollToStop(t) {
  const emulated = await t.emulated();
  const { id: environment_id, worker } = await emulated.environment();
  const { work } = worker.environments;
  const queued = await emulated.enqueue(environment_id, { metadata: { from: 'test' } });
  t.equal(queued.state, 'queued');

  const polled = await work.poll(environment_id, { block_ms: 999, reclaim_older_than_ms: 5000, 'Anthropic-Worker-ID': 'w-1' });
  t.equal([polled.id, polled.environment_id, polled.metadata], [queued.id, environment_id, { from: 'test' }]);
  t.equal(polled.data.type, 'session');
  t.ok(polled.secret, 'the secret that poll gives');

  const acked = await work.ack(polled.id, { environment_id });
  t.equal([acked.state, acked.secret], ['starting', null], 'after ack');

  const first = await work.heartbeat(polled.id, { environment_id, desired_ttl_seconds: 60, expected_last_heartbeat: 'NO_HEARTBEAT' });
  t.equal(
    [first.type, first.state, first.lease_extended, first.ttl_seconds],
    ['work_heartbeat', 'active', true, 60],
    'the first heartbeat',
  );
  const second = await work.heartbeat(polled.id, { environment_id, expected_last_heartbeat: first.last_heartbeat });
  t.equal(second.lease_extended, true, 'the second heartbeat');

  t.equal(
    (await work.list(environment_id)).data.map(({ id, state }) => [id, state]),
    [[polled.id, 'active']],
    'the list',
  );
  const stopping = await work.stop(polled.id, { environment_id });
  t.equal(stopping.state, 'stopping', 'after stop');
  const stopped = await work.stop(polled.id, { environment_id, force: true });
  t.equal(stopped.state, 'stopped', 'after stop by force');
}

export async function aWorkItemAsTheAccountSeesIt(t) {
  const emulated = await t.emulated();
  const { id: environment_id, worker } = await emulated.environment();
  const { work } = emulated.client().environments;
  const { id } = await emulated.enqueue(environment_id, { metadata: { a: '1', b: '2' } });

  t.equal((await work.retrieve(id, { environment_id })).state, 'queued');
  const updated = await work.update(id, { environment_id, metadata: { a: null, c: '3' } });
  t.equal(updated.metadata, { b: '2', c: '3' }, 'the metadata');
  await worker.environments.work.poll(environment_id, { 'Anthropic-Worker-ID': 'w-1' });
  const { oldest_queued_at, ...stats } = await work.stats(environment_id);
  t.equal(stats, { type: 'work_queue_stats', depth: 0, pending: 1, workers_polling: 1 }, 'the statistics');
  t.equal((await work.stop(id, { environment_id, force: true })).state, 'stopped');
}

export async function theItemsOwnTokenHoldsIt(t) {
  const emulated = await t.emulated();
  const { id: environment_id, worker } = await emulated.environment();
  await emulated.enqueue(environment_id);
  const { id, secret } = await worker.environments.work.poll(environment_id);
  const { sessions_token: authToken } = JSON.parse(atob(secret.replaceAll('-', '+').replaceAll('_', '/')));
  const { work } = emulated.client({ authToken }).environments;
  t.equal((await work.ack(id, { environment_id })).state, 'starting');
  t.equal((await work.heartbeat(id, { environment_id, expected_last_heartbeat: 'NO_HEARTBEAT' })).state, 'active');
  t.equal((await work.stop(id, { environment_id, force: true })).state, 'stopped');
}

export async function anEmptyQueueGivesNull(t) {
  for (const emptyPoll of ['null', 'empty']) {
    const { id, worker } = await (await t.emulated({ emptyPoll })).environment();
    t.equal(await worker.environments.work.poll(id), null, `an empty poll, answered with ${emptyPoll}`);
    t.equal(await worker.environments.work.poll(id, { block_ms: 1 }), null, `one that waited, answered with ${emptyPoll}`);
  }
}

export async function aPollThatWaitsGetsWhatIsQueuedMeanwhile(t) {
  const emulated = await t.emulated();
  const { id, worker } = await emulated.environment();
  const polled = (async () => {
    for (;;) {
      const item = await worker.environments.work.poll(id, { block_ms: 999 });
      if (item) return item;
    }
  })();
  const queued = await emulated.enqueue(id);
  t.equal((await polled).id, queued.id);
}

export async function aStopAnsweredWithNothingGivesNull(t) {
  const emulated = await t.emulated({ stopAnswer: 'empty' });
  const { id: environment_id, worker } = await emulated.environment();
  const { id } = await emulated.enqueue(environment_id);
  t.equal(await worker.environments.work.stop(id, { environment_id, force: true }), null);
  t.equal((await emulated.client().environments.work.retrieve(id, { environment_id })).state, 'stopped');
}

export async function aHeartbeatThatSomebodyElseOvertookIsRefused(t) {
  const emulated = await t.emulated();
  const { id: environment_id, worker } = await emulated.environment();
  const { work } = worker.environments;
  const { id } = await emulated.enqueue(environment_id);
  await work.poll(environment_id);
  await work.ack(id, { environment_id });
  const beat = { environment_id, expected_last_heartbeat: 'NO_HEARTBEAT' };
  const { last_heartbeat } = await work.heartbeat(id, beat);
  const error = await t.rejects(work.heartbeat(id, beat), t.errors.PreconditionFailedError);
  t.equal([error.status, error.errorCode], [412, 'heartbeat_precondition_failed']);
  t.equal(error.details.current_state.last_heartbeat, last_heartbeat, 'the heartbeat that the server holds');
}

export async function whatTheServerRefusesSaysWhy(t) {
  const emulated = await t.emulated();
  const { environments } = emulated.client();
  const { id, worker } = await emulated.environment();
  const rows = [
    [() => environments.retrieve('env_none'), t.errors.NotFoundError, 404, 'not_found_error', 'environment_not_found'],
    [
      () => environments.update(id, { config: { type: 'cloud' } }),
      t.errors.BadRequestError,
      400,
      'invalid_request_error',
      'invalid_config_type_change',
    ],
    [
      () => environments.update(id, { metadata: { ['k'.repeat(65)]: 'x' } }),
      t.errors.BadRequestError,
      400,
      'invalid_request_error',
      'invalid_metadata',
    ],
    [() => worker.environments.retrieve(id), t.errors.PermissionDeniedError, 403, 'permission_error', null],
    [() => emulated.client({ apiKey: 'sk-nobodys' }).environments.list(), t.errors.AuthenticationError, 401, 'authentication_error', null],
  ];
  for (const [call, errorClass, ...said] of rows) {
    const error = await t.rejects(call(), errorClass);
    t.equal([error.status, error.type, error.errorCode], said, error.message);
    t.match(error.requestID, /./);
  }
  await environments.archive(id);
  t.equal((await t.rejects(environments.update(id, { name: 'x' }), t.errors.BadRequestError)).errorCode, 'environment_archived');
}

export async function theSharedEmulatorAnswersToo(t) {
  const client = t.client({ baseURL: t.server, apiKey: 'sk-ant-api-emulator' });
  const { id } = await client.beta.environments.create({ name: 'shared', config: { type: 'self_hosted' } });
  t.equal((await client.beta.environments.retrieve(id)).name, 'shared');
}
