// `leasehold emulator`: the API in memory, behind HTTP.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Emulator } from 'leasehold/emulator';
import { Refusal } from './refusal.mjs';
import { populate } from './seed.mjs';
import { serveEmulator } from './server.mjs';

const usage = `usage: leasehold emulator [options]

  --port <number>      where to listen; 0 for any free port (default 8787)
  --host <address>     on which address (default 127.0.0.1; the keys it gives out guard nothing)
  --seed-file <file>   what is there at the start: JSON, see docs/emulator.md; or a state that was exported
  --faults <file>      what goes wrong: JSON, see docs/emulator.md
  --strict             each endpoint takes only the kinds of credential that the service takes there; without it, as in the API's
                       reference, the API key opens them all
  --quiet              no line for each request

While it runs, beside the API:
  POST /_emulator/work      {"environmentId": "env_…", …} queues work, as if a session had been created
  GET  /_emulator/journal   what happened, a line each
  GET  /_emulator/state     everything it knows, for --seed-file`;

const options = {
  port: { type: 'string', default: '8787' },
  host: { type: 'string', default: '127.0.0.1' },
  'seed-file': { type: 'string' },
  faults: { type: 'string' },
  strict: { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

/** Runs until it is told to stop. Gives the exit code. */
export async function run(args) {
  const values = parse(args);
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const { emulator, environments } = await populate(Emulator, {
    seed: values['seed-file'] && readJSON(values['seed-file']),
    credentials: values.strict ? 'strict' : 'relaxed',
  });
  if (values.faults) refusing(values.faults, () => emulator.setFaults(readJSON(values.faults)));
  const log = values.quiet ? () => {} : (lines) => process.stdout.write(lines);
  const server = await serveEmulator(emulator, { hostname: values.host, port: port(values.port), log });
  announce(server.url, emulator, environments);
  await interrupted();
  await server.close();
  console.log('stopped');
  return 0;
}

function parse(args) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new Refusal(`${error.message}\n\n${usage}`);
  }
}

function port(text) {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw new Refusal(`--port: expected a whole number from 0 to 65535, received "${text}"`);
  return number;
}

function readJSON(file) {
  return refusing(file, () => JSON.parse(readFileSync(file, 'utf8')));
}

/** What is wrong with a file is the user's to put right. */
function refusing(file, action) {
  try {
    return action();
  } catch (error) {
    throw new Refusal(`${file}: ${error.message}`);
  }
}

/** Names and values as a shell and an .env file take them. */
function announce(url, emulator, environments) {
  console.log(`leasehold emulator: ${url}`);
  console.log(`ANTHROPIC_BASE_URL=${url}`);
  console.log(`ANTHROPIC_API_KEY=${emulator.apiKey}`);
  environments.forEach((id, index) => {
    const suffix = index ? `_${index + 1}` : '';
    console.log(`ANTHROPIC_ENVIRONMENT_ID${suffix}=${id}`);
    console.log(`ANTHROPIC_ENVIRONMENT_KEY${suffix}=${emulator.environmentKey(id)}`);
  });
}

function interrupted() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
}
