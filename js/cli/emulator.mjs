// `leasehold emulator`: the API in memory, behind HTTP.
import { readFileSync } from 'node:fs';
import { Emulator } from 'leasehold/emulator';
import { parseJSON } from './kinds.mjs';
import { Refusal } from './refusal.mjs';
import { populate } from './seed.mjs';
import { serveEmulator } from './server.mjs';
import { announce, interrupted } from './serving.mjs';

/** Runs until it is told to stop. Gives the exit code. */
export async function run(_command, { values }) {
  // To listen, it would stand for all addresses of the machine.
  if (!values.host) throw new Refusal('--host: expected an address, such as 127.0.0.1');
  const { emulator, environments } = await populate(Emulator, {
    seed: values['seed-file'] === undefined ? undefined : readJSON(values['seed-file']),
    isStrict: values.strict,
  });
  if (values.faults !== undefined) {
    const plan = readJSON(values.faults);
    refusing(values.faults, () => emulator.setFaults(plan));
  }
  const log = values.quiet ? () => {} : (lines) => process.stdout.write(lines);
  const server = await serveEmulator(emulator, { hostname: values.host, port: values.port, log });
  console.log(`leasehold emulator: ${server.url}`);
  announce(server.url, emulator, environments);
  await interrupted();
  await server.close();
  console.log('stopped');
  return 0;
}

/** Its own errors name the file where that cannot be read. */
function readJSON(file) {
  return refusing(file, () => parseJSON(readFileSync(file, 'utf8')));
}

/** What is wrong with a file is the user's to put right. */
function refusing(file, action) {
  try {
    return action();
  } catch (error) {
    throw new Refusal(`${file}: ${error.message}`);
  }
}
