// What can be set, all of it by environment variables.

/**
 * Every setting: its variable, the value's name in the program, what it is, how its text is read, and what counts without it.
 * A setting without a default may be missing. Deno's permissions, the Dockerfiles and the manifests name these variables too.
 */
export const settings = [
  { variable: 'ANTHROPIC_ENVIRONMENT_ID', name: 'environmentId', read: text, what: 'the environment whose work is done' },
  { variable: 'ANTHROPIC_ENVIRONMENT_KEY', name: 'environmentKey', read: text, what: 'its key: what a worker needs, and nothing more' },
  { variable: 'ANTHROPIC_API_KEY', name: 'apiKey', read: text, what: 'an API key: only with one the queue is reported' },
  { variable: 'ANTHROPIC_BASE_URL', name: 'baseURL', read: url, default: 'https://api.anthropic.com', what: 'where the API is' },
  {
    variable: 'WORKER_CONCURRENCY',
    name: 'concurrency',
    read: whole(0, 1000),
    default: '4',
    what: 'items at once; 0 claims none, and only reports the queue',
  },
  { variable: 'WORKER_DRAIN_SECONDS', name: 'drainSeconds', read: whole(0, 86_400), default: '25', what: 'how long a drain may take' },
  {
    variable: 'WORKER_WIND_DOWN_SECONDS',
    name: 'windDownSeconds',
    read: whole(0, 3600),
    default: '3',
    what: 'how long handlers have to end once they are told to',
  },
  { variable: 'WORKER_HOST', name: 'host', read: text, default: '127.0.0.1', what: 'where health and metrics are served' },
  { variable: 'WORKER_PORT', name: 'port', read: whole(0, 65_535), default: '8080', what: 'on which port; 0 for any free one' },
  { variable: 'LOG_LEVEL', name: 'logLevel', read: oneOf('debug', 'info', 'warn', 'error'), default: 'info', what: 'what is logged' },
];

/** The variables are not what they should be: a line for each that is wrong. */
export class SettingsError extends Error {
  name = 'SettingsError';
}

/**
 * Reads all settings.
 *
 * @param {(variable: string) => string | undefined} variable gives a variable of the environment
 * @throws {SettingsError}
 */
export function readSettings(variable) {
  const [values, problems] = [{}, []];
  for (const { variable: from, name, read, default: otherwise } of settings) {
    const given = variable(from)?.trim() || otherwise;
    if (given === undefined) continue;
    try {
      values[name] = read(given);
    } catch (error) {
      // Credentials are any text, and are never refused: what is quoted here is no secret.
      problems.push(`${from}: expected ${error.message}, received "${given}"`);
    }
  }
  if (!values.environmentId) problems.push('ANTHROPIC_ENVIRONMENT_ID: expected the id of an environment (env_…), received nothing');
  if (values.concurrency > 0 && !values.environmentKey)
    problems.push("ANTHROPIC_ENVIRONMENT_KEY: expected the environment's key, received nothing");
  if (values.concurrency === 0 && !values.apiKey)
    problems.push('ANTHROPIC_API_KEY: expected an API key, because WORKER_CONCURRENCY is 0; received nothing');
  if (problems.length) throw new SettingsError(problems.join('\n'));
  return values;
}

/**
 * The same at a program's start: where something is wrong it is said, and the program ends.
 *
 * @param {(variable: string) => string | undefined} variable
 * @param {(code: number) => never} exit
 */
export function readSettingsOrExit(variable, exit) {
  try {
    return readSettings(variable);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    return exit(2);
  }
}

function text(given) {
  return given;
}

function url(given) {
  if (!/^https?:$/.test(URL.canParse(given) && new URL(given).protocol)) throw new Error('a URL that begins with https://');
  return given;
}

function whole(least, most) {
  return (given) => {
    const number = /^\d{1,6}$/.test(given) ? Number(given) : Number.NaN;
    if (!(number >= least && number <= most)) throw new Error(`a whole number from ${least} to ${most}`);
    return number;
  };
}

function oneOf(...words) {
  return (given) => {
    if (!words.includes(given)) throw new Error(`one of ${words.join(', ')}`);
    return given;
  };
}
