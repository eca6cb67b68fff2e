// What the server refuses, as classes.

/** Every status with a class of its own, and some without one. */
const CLASSES = {
  400: 'BadRequestError',
  401: 'AuthenticationError',
  402: 'PaymentRequiredError',
  403: 'PermissionDeniedError',
  404: 'NotFoundError',
  405: 'APIError',
  408: 'RequestTimeoutError',
  409: 'ConflictError',
  412: 'PreconditionFailedError',
  413: 'ContentTooLargeError',
  418: 'APIError',
  422: 'UnprocessableEntityError',
  429: 'RateLimitError',
  431: 'RequestHeaderFieldsTooLargeError',
  499: 'ClientClosedRequestError',
  500: 'InternalServerError',
  501: 'NotImplementedError',
  502: 'InternalServerError',
  503: 'ServiceUnavailableError',
  504: 'GatewayTimeoutError',
  529: 'OverloadedError',
  599: 'InternalServerError',
};

/** Which class each one extends. */
const BASES = {
  LeaseholdError: 'Error',
  InvalidInputError: 'LeaseholdError',
  APIError: 'LeaseholdError',
  APIConnectionError: 'APIError',
  APIConnectionTimeoutError: 'APIConnectionError',
  APIUserAbortError: 'APIError',
  InvalidResponseError: 'APIError',
  NotImplementedError: 'InternalServerError',
  ServiceUnavailableError: 'InternalServerError',
  GatewayTimeoutError: 'InternalServerError',
  OverloadedError: 'InternalServerError',
};

/** Of the classes that only a client with leases has. */
const LEASE_BASES = { LeaseLostError: 'LeaseholdError', StopRequestedError: 'LeaseholdError' };

async function refused(t, step) {
  const script = await t.script(step);
  const { error } = await t.settled(script.client({ maxRetries: 0 }).environments.retrieve('env_1'));
  return error;
}

export async function everyStatusHasItsClass(t) {
  for (const [status, name] of Object.entries(CLASSES)) {
    const error = await refused(t, { status: Number(status), body: { error: { type: 'some_error', message: 'no' } } });
    t.isA(error, t.errors[name], `status ${status}`);
    t.equal(Object.getPrototypeOf(error), t.errors[name].prototype, `the class of status ${status}`);
    t.equal(error.status, Number(status));
    t.ok(error instanceof t.errors.APIError && error instanceof t.errors.LeaseholdError, `the bases of ${name}`);
  }
}

export async function everyClassIsNamedAndExtendsItsBase(t) {
  const { AnthropicError, ...classes } = t.errors;
  t.equal(AnthropicError, classes.LeaseholdError, "the official SDK's name of the base");
  for (const [name, errorClass] of Object.entries(classes)) {
    const base = { ...BASES, ...LEASE_BASES }[name] ?? 'APIError';
    t.equal([errorClass.name, errorClass.prototype.name], [name, name], `the name of ${name}`);
    t.equal(Object.getPrototypeOf(errorClass), base === 'Error' ? Error : classes[base], `the base of ${name}`);
  }
  for (const name of [...Object.values(CLASSES), ...Object.keys(BASES)]) t.ok(classes[name], name);
}

export async function anErrorHasWhatTheServerSaid(t) {
  const body = {
    type: 'error',
    error: { type: 'invalid_request_error', message: 'name: too long', details: { error_code: 'invalid_metadata', extra: [1] } },
    request_id: 'req_body',
  };
  const error = await refused(t, {
    status: 400,
    body,
    headers: { 'request-id': 'req_header', 'anthropic-workspace-id': 'wrkspc_1', 'x-more': 'more' },
  });
  t.isA(error, t.errors.BadRequestError);
  t.match(error.message, '400 invalid_request_error: name: too long');
  t.equal(
    [error.status, error.type, error.errorCode, error.apiMessage],
    [400, 'invalid_request_error', 'invalid_metadata', 'name: too long'],
  );
  t.equal([error.error, error.details], [body, body.error.details]);
  t.equal([error.requestID, error.workspaceID], ['req_header', 'wrkspc_1']);
  t.ok(error.headers instanceof Headers, 'Headers');
  t.equal(error.headers.get('x-more'), 'more');
}

export async function theRequestIdMayStandInTheBody(t) {
  const error = await refused(t, { status: 400, body: { type: 'error', error: {}, request_id: 'req_body' } });
  t.equal(error.requestID, 'req_body');
}

export async function withoutARequestIdItIsNull(t) {
  for (const step of [{ status: 404 }, { status: 400, body: { type: 'error', error: {} } }, { status: 200, body: '<html>' }])
    t.equal((await refused(t, step)).requestID, null, JSON.stringify(step));
  const { error } = await t.settled(t.client({ apiKey: 'k', fetch: () => Promise.reject(), maxRetries: 0 }).environments.retrieve('env_1'));
  t.equal([error.name, error.requestID], ['APIConnectionError', undefined], 'without an answer');
}

export async function aHeartbeatsRefusalBringsTheLease(t) {
  const current_state = { state: 'active', last_heartbeat: '2026-01-01T00:00:00Z', lease_extended: false, ttl_seconds: 30 };
  const details = { error_code: 'heartbeat_precondition_failed', current_state };
  const script = await t.script({ status: 412, body: { error: { type: 'invalid_request_error', message: 'no', details } } });
  const call = script.client({ authToken: 'k' }).environments.work.heartbeat('work_1', { environment_id: 'env_1' });
  const error = await t.rejects(call, t.errors.PreconditionFailedError);
  t.equal(error.details.current_state, current_state);
}

export async function bodiesThatAreNoErrorOfTheApi(t) {
  const html = '<!doctype html><title>502 Bad Gateway</title>'.padEnd(200_000, ' ');
  const rows = [
    [{ body: html, headers: { 'content-type': 'text/html' } }, undefined],
    [{ body: '' }, undefined],
    [{}, undefined],
    [{ body: '{"error"' }, undefined],
    ...['null', '"a text"', '7', 'true'].map((body) => [{ body }, undefined]),
    [{ body: [1] }, [1]],
    [{ body: { detail: 'of some proxy' } }, { detail: 'of some proxy' }],
    [{ body: { error: 'a text' } }, { error: 'a text' }],
    [{ body: { error: null } }, { error: null }],
  ];
  for (const [step, body] of rows) {
    const error = await refused(t, { status: 502, ...step, headers: { ...step.headers, 'request-id': 'req_1' } });
    const what = `the error of ${JSON.stringify(step).slice(0, 60)}`;
    t.isA(error, t.errors.InternalServerError, what);
    t.match(error.message, '502', what);
    t.equal([error.error, error.requestID], [body, 'req_1'], what);
    t.equal([error.type, error.errorCode, error.details, error.apiMessage], [null, null, null, null], what);
  }
}

export async function anErrorWhoseBodyBreaksOffIsStillThatError(t) {
  const error = await refused(t, { status: 403, body: 'forbidden, because', cut: 'mid-body' });
  t.isA(error, t.errors.PermissionDeniedError);
}

export async function errorsCanBeMadeByHand(t) {
  const { APIError, APIConnectionError, APIUserAbortError, InvalidInputError, NotFoundError } = t.errors;
  const cause = new Error('behind');
  t.equal(new APIConnectionError({ message: 'm', cause }).cause, cause);
  t.equal(new APIUserAbortError().message.length > 0, true);
  t.equal(new NotFoundError(404, undefined, 'm', new Headers({ 'request-id': 'r' })).requestID, 'r');
  t.equal(new APIError(undefined, undefined, 'm', undefined).status, undefined);
  const input = new InvalidInputError('field', 'received', 'expected');
  t.equal([input.field, input.received, input.expected], ['field', 'received', 'expected']);
}
