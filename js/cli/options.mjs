// The options that commands have in common. What a record may hold stands with `Option` in commands.mjs.

const CONNECTION = 'Connection:';
const OUTPUT = 'Output:';

/** Where the API is, and how it is reached. */
export const connection = [
  {
    name: 'base-url',
    value: 'url',
    kind: 'text',
    env: 'ANTHROPIC_BASE_URL',
    group: CONNECTION,
    what: 'where the API is (default: https://api.anthropic.com)',
  },
  {
    name: 'allow-insecure-base-url',
    kind: 'flag',
    group: CONNECTION,
    what: 'allows a base URL that is plain http and not this machine: credentials then travel readable',
  },
  { name: 'timeout', value: 'ms', kind: 'number', from: 1, group: CONNECTION, what: 'how long one attempt may take (default: 600000)' },
  {
    name: 'max-retries',
    value: 'count',
    kind: 'number',
    from: 0,
    group: CONNECTION,
    what: 'how often a request is tried again after a failure that may pass (default: 2)',
  },
  { name: 'anthropic-version', value: 'date', kind: 'text', group: CONNECTION, what: 'the anthropic-version header (default: 2023-06-01)' },
  { name: 'debug', kind: 'flag', group: CONNECTION, what: 'logs each request and each answer on standard error' },
];

/** Who is calling. */
export const credentials = [
  {
    name: 'api-key',
    value: 'key',
    kind: 'text',
    env: 'ANTHROPIC_API_KEY',
    isSecret: true,
    group: CONNECTION,
    what: 'an API key; better set in the environment, where other users of the machine cannot read it',
  },
  {
    name: 'auth-token',
    value: 'token',
    kind: 'text',
    env: 'ANTHROPIC_AUTH_TOKEN',
    isSecret: true,
    group: CONNECTION,
    what: 'a bearer token, such as an environment key; ANTHROPIC_ENVIRONMENT_KEY is read too',
  },
];

export const beta = {
  name: 'beta',
  value: 'name',
  kind: 'texts',
  what: 'a beta to ask for; give it again for more. managed-agents-2026-04-01 is always asked for',
};

export const workspace = { name: 'workspace-id', value: 'id', kind: 'text', what: 'the workspace to act in, for a credential of several' };

export const environmentId = { name: 'environment-id', value: 'id', kind: 'text', isRequired: true, what: 'the environment (env_…)' };

export const workId = { name: 'work-id', value: 'id', kind: 'text', isRequired: true, what: 'the work item (work_…)' };

export const body = {
  name: 'body',
  value: 'json',
  kind: 'json',
  isBody: true,
  what: 'the request as a JSON object: itself, @file, or - for standard input; the options here count more',
};

/** Pages of a list. */
export const pages = [
  { name: 'limit', value: 'count', kind: 'number', from: 1, what: 'how many items the server puts on a page; all pages are fetched' },
  { name: 'page', value: 'cursor', kind: 'text', what: 'begins at this page: a `next_page` from before' },
  { name: 'max-items', value: 'count', kind: 'number', from: -1, isOurs: true, what: 'ends after so many items; -1 for all (default)' },
];

export const format = {
  name: 'format',
  value: 'format',
  kind: 'choice',
  choices: ['json', 'jsonl', 'table'],
  default: 'json',
  isOurs: true,
  group: OUTPUT,
  what: 'json, jsonl (a line for each item), or a table for people',
};

/** What each of the fourteen calls takes besides its own. */
export const common = [...credentials, ...connection, format];
