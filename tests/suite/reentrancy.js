// The client called again from inside everything that it calls.

const fine = () => Response.json({ id: 'env_1' });

export async function fromItsFetch(t) {
  let depth = 0;
  const fetch = async () => {
    depth += 1;
    if (depth < 3) t.equal(await client.environments.retrieve('env_1'), { id: 'env_1' });
    return fine();
  };
  const client = t.client({ apiKey: 'k', fetch });
  t.equal(await client.environments.retrieve('env_1'), { id: 'env_1' });
  t.equal(depth, 3, 'the depth');
}

export async function fromItsFetchBeforeThatReturns(t) {
  const inner = [];
  const fetch = () => {
    if (inner.length < 2) inner.push(undefined);
    else return fine();
    const slot = inner.length - 1;
    inner[slot] = client.environments.list({ limit: 1 }).asResponse();
    client.withOptions({ maxRetries: 0 });
    return fine();
  };
  const client = t.client({ apiKey: 'k', fetch });
  await client.environments.retrieve('env_1');
  t.equal((await Promise.all(inner)).length, 2);
}

export async function fromItsLogger(t) {
  const { fetch, calls } = t.memory(fine, fine, fine);
  let inner;
  const speak = () => {
    if (!inner) {
      inner = true;
      inner = client.environments.retrieve('env_inner');
    }
  };
  const client = t.client({ apiKey: 'k', fetch, logger: { debug: speak, info: speak }, logLevel: 'debug' });
  await client.environments.retrieve('env_1');
  await inner;
  t.equal(calls.length, 2, 'requests');
}

export async function fromItsCredentialFunction(t) {
  const { fetch, calls } = t.memory(fine, fine);
  const authToken = async () => {
    await client.environments.retrieve('env_inner', null, { headers: { authorization: 'Bearer inner' } });
    return 'outer';
  };
  const client = t.client({ authToken, fetch });
  await client.environments.retrieve('env_1');
  t.equal(
    calls.map(({ init }) => init.headers.get('authorization')),
    ['Bearer inner', 'Bearer outer'],
  );
}

export async function fromGetters(t) {
  const { fetch, calls } = t.memory(...Array.from({ length: 9 }, () => fine));
  const client = t.client({ apiKey: 'k', fetch });
  const inner = [];
  const again = (value) => {
    inner.push(client.environments.retrieve('env_inner'));
    return value;
  };
  await client.environments.work.update(
    'work_1',
    {
      get environment_id() {
        return again('env_1');
      },
      metadata: { toJSON: () => again({ a: 'b' }) },
    },
    {
      get headers() {
        return again({
          get 'x-own'() {
            return again('yes');
          },
        });
      },
    },
  );
  await Promise.all(inner);
  t.ok(inner.length >= 4, 'calls from inside');
  t.equal(calls.length, inner.length + 1, 'requests');
}

export async function fromAHeaderIterator(t) {
  const { fetch, calls } = t.memory(fine, fine);
  const client = t.client({ apiKey: 'k', fetch });
  let inner;
  const headers = {
    *[Symbol.iterator]() {
      inner = client.environments.retrieve('env_inner');
      yield ['x-own', 'yes'];
    },
  };
  await client.environments.retrieve('env_1', null, { headers });
  await inner;
  t.equal(calls.length, 2, 'requests');
}

export async function fromTheMomentItIsAborted(t) {
  const { fetch, calls } = t.memory(() => new Promise(() => {}), fine);
  const client = t.client({ apiKey: 'k', fetch });
  const controller = new AbortController();
  let inner;
  const call = client.environments.retrieve('env_1', null, { signal: controller.signal });
  const rejected = t.rejects(call, t.errors.APIUserAbortError);
  await t.until(() => calls.length === 1, 'the request');
  calls[0].init.signal.addEventListener('abort', () => {
    inner = client.environments.retrieve('env_2');
  });
  controller.abort();
  await rejected;
  t.equal(await inner, { id: 'env_1' });
}

export async function abortedFromInsideItsFetch(t) {
  const controller = new AbortController();
  const fetch = () => {
    controller.abort('from inside');
    return fine();
  };
  const call = t.client({ apiKey: 'k', fetch }).environments.retrieve('env_1', null, { signal: controller.signal });
  t.equal((await t.rejects(call, t.errors.APIUserAbortError)).cause, 'from inside');
}
