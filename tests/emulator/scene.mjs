// An emulator with one self-hosted environment, and the calls that the tests make over plain fetch.
import { Emulator } from 'leasehold/emulator';

const version = { 'anthropic-version': '2023-06-01' };

/** @param {import("leasehold/emulator").EmulatorOptions} [options] */
export async function scene(options) {
  return onto(new Emulator(options));
}

/** The same for an emulator that is there already. */
export async function onto(emulator, environment = undefined) {
  const account = caller(emulator, { 'x-api-key': emulator.apiKey });
  const id = environment ?? (await (await account('POST', '', { name: 'machines', config: { type: 'self_hosted' } })).json()).id;
  const worker = caller(emulator, { authorization: `Bearer ${emulator.environmentKey(id)}` }, `/${id}/work`);
  return { emulator, id, account, worker };
}

function caller(emulator, credential, base = '') {
  const headers = { ...version, ...credential };
  return (method, path, body) =>
    emulator.fetch(`http://emulator.test/v1/environments${base}${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
}
