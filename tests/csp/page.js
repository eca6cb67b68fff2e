// Starts the client in both ways and makes a call with each; what came of them ends up in `globalThis.report`.
const options = { baseURL: location.origin, authToken: 'nobody' };

/** The call is answered: that it is refused is no matter of the page's. */
async function call({ Client, AuthenticationError }) {
  const error = await new Client(options).environments.retrieve('env_1').catch((error) => error);
  return error instanceof AuthenticationError ? 'answered' : String(error);
}

async function slim(init) {
  const leasehold = await import('/dist/slim.js');
  await init(leasehold);
  return call(leasehold);
}

async function emulated() {
  const { Emulator } = await import('/dist/emulator.js');
  return (await new Emulator().fetch('/v1/environments')).status === 401 ? 'answered' : 'something else';
}

const ways = {
  embedded: async () => call(await import('/dist/index.js')),
  streamed: () => slim(({ init }) => init('/dist/leasehold.wasm')),
  emulated,
  bytes: () => slim(async ({ initSync }) => initSync(await (await fetch('/dist/leasehold.wasm')).arrayBuffer())),
};

const outcomes = {};
for (const [name, way] of Object.entries(ways)) {
  outcomes[name] = await way().catch((error) => ({ name: error.name, message: error.message, cause: error.cause?.name }));
}
globalThis.report = outcomes;
