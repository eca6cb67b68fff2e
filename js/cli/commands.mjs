// Every command and every option: parsing, help, completion, docs and tests all read this.
import { beta, body, common, connection, environmentId, pages, workId, workspace } from './options.mjs';

/**
 * @typedef {object} Option
 * @property {string} name as it is written behind `--`
 * @property {"text" | "texts" | "number" | "flag" | "json" | "pairs" | "choice"} kind `texts` and `pairs` may be given again
 * @property {string} what what it says, for the help
 * @property {string} [value] what the help calls its value; a flag has none
 * @property {string} [field] the parameter it fills in, where that is not its name with underscores; dots reach into objects
 * @property {boolean} [isRequired] whether the command line must have it
 * @property {boolean} [isNullable] whether `null` says: none
 * @property {boolean} [isBody] whether it holds parameters rather than being one
 * @property {boolean} [isSecret] whether it must not be shown
 * @property {boolean} [isOurs] whether it is for the command alone, and no parameter of the call
 * @property {string[]} [choices] the values there are
 * @property {number} [from] the least number
 * @property {number} [to] the greatest number
 * @property {string | number} [default] what counts where it is left out
 * @property {string} [env] the variable that is read where it is left out
 * @property {string} [group] the heading it has in the help
 *
 * @typedef {object} Call
 * @property {"environments" | "work"} on which of the client's objects has the method
 * @property {string} method the method
 * @property {string} [id] the option that the method takes first
 * @property {"account" | "worker"} caller whose credential the endpoint rather takes
 *
 * @typedef {object} Command
 * @property {string[]} path its words
 * @property {string} what what it does
 * @property {string[]} examples each behind `leasehold `
 * @property {Option[]} options
 * @property {Call} [call] the call it makes, where it makes one
 * @property {{name: string, choices: string[], what: string}} [argument] what it takes besides options
 * @property {string} [notes] what else its help says
 * @property {() => Promise<{run: Function}>} load its code
 */

const call = () => import('./call/call.mjs');
const environments = (method, caller = 'account') => ({ on: 'environments', method, id: 'environment-id', caller });
const onEnvironment = (method, caller) => ({ on: 'work', method, id: 'environment-id', caller });
const onItem = (method, caller) => ({ on: 'work', method, id: 'work-id', caller });

const ENV = '--environment-id env_011CZkZ9X2dpNyB7HsEFoRfW';
const ITEM = `${ENV} --work-id work_01ABC`;

/** What create and update have in common. */
const fields = [
  { name: 'config', value: 'json', kind: 'json', what: 'where and with what sessions run: a JSON object, @file, or -' },
  {
    name: 'config.type',
    value: 'type',
    kind: 'choice',
    choices: ['cloud', 'self_hosted'],
    what: 'the service’s containers, or machines of your own',
  },
  { name: 'config.networking', value: 'json', kind: 'json', what: 'what a container may reach: a JSON object, @file, or -' },
  { name: 'config.packages', value: 'json', kind: 'json', what: 'what is installed in a container: a JSON object, @file, or -' },
  { name: 'scope', value: 'scope', kind: 'choice', choices: ['organization', 'account'], what: 'who sees it' },
];

/** @type {Command[]} */
const environmentCommands = [
  {
    path: ['beta:environments', 'create'],
    what: 'Creates an environment.',
    examples: [
      'beta:environments create --name builders --config \'{"type": "self_hosted"}\'',
      'beta:environments create --body @env.json',
    ],
    call: { ...environments('create'), id: undefined },
    options: [
      { name: 'name', value: 'text', kind: 'text', what: 'a name for people; needed, here or in --body' },
      { name: 'description', value: 'text', kind: 'text', what: 'what it is for' },
      { name: 'metadata', value: 'key=value', kind: 'pairs', what: 'a pair of your own, again for more; or a JSON object, @file, or -' },
      ...fields,
      body,
      workspace,
      beta,
      ...common,
    ],
    load: call,
  },
  {
    path: ['beta:environments', 'list'],
    what: 'Lists environments, page after page as they come.',
    examples: ['beta:environments list --format table', 'beta:environments list --include-archived --max-items 100 --format jsonl'],
    call: { ...environments('list'), id: undefined },
    options: [{ name: 'include-archived', kind: 'flag', what: 'lists archived ones too' }, ...pages, workspace, beta, ...common],
    load: call,
  },
  {
    path: ['beta:environments', 'retrieve'],
    what: 'Shows an environment.',
    examples: [`beta:environments retrieve ${ENV}`],
    call: environments('retrieve'),
    options: [environmentId, workspace, beta, ...common],
    load: call,
  },
  {
    path: ['beta:environments', 'update'],
    what: 'Changes an environment. What is left out stays as it is.',
    examples: [
      `beta:environments update ${ENV} --description null --metadata team=data`,
      `beta:environments update ${ENV} --body - < changes.json`,
    ],
    call: environments('update'),
    options: [
      environmentId,
      { name: 'name', value: 'text', kind: 'text', what: 'a new name for people' },
      { name: 'description', value: 'text', kind: 'text', isNullable: true, what: 'what it is for; null clears it' },
      {
        name: 'metadata',
        value: 'key=value',
        kind: 'pairs',
        what: 'a pair to set, again for more; `key=` deletes it; or a JSON object, @file, or -',
      },
      ...fields,
      body,
      workspace,
      beta,
      ...common,
    ],
    load: call,
  },
  {
    path: ['beta:environments', 'archive'],
    what: 'Archives an environment: no new session starts in it.',
    examples: [`beta:environments archive ${ENV}`],
    call: environments('archive'),
    options: [environmentId, workspace, beta, ...common],
    load: call,
  },
  {
    path: ['beta:environments', 'delete'],
    what: 'Deletes an environment.',
    examples: [`beta:environments delete ${ENV}`],
    call: environments('delete'),
    options: [environmentId, workspace, beta, ...common],
    load: call,
  },
];

/** @type {Command[]} */
const workCommands = [
  {
    path: ['beta:environments:work', 'retrieve'],
    what: 'Shows a work item.',
    examples: [`beta:environments:work retrieve ${ITEM}`],
    call: onItem('retrieve', 'account'),
    options: [environmentId, workId, workspace, beta, ...common],
    load: call,
  },
  {
    path: ['beta:environments:work', 'poll'],
    what: 'Takes the next work item from the queue; prints null when there is none.',
    examples: [`beta:environments:work poll ${ENV} --block-ms 999 --anthropic-worker-id builder-1`],
    call: onEnvironment('poll', 'worker'),
    options: [
      environmentId,
      { name: 'block-ms', value: 'ms', kind: 'number', from: 1, to: 999, what: 'how long the server waits for work (default: not at all)' },
      {
        name: 'reclaim-older-than-ms',
        value: 'ms',
        kind: 'number',
        from: 0,
        what: 'takes again what was polled this long ago and never acknowledged (server’s default: 5000)',
      },
      {
        name: 'anthropic-worker-id',
        value: 'name',
        kind: 'text',
        field: 'Anthropic-Worker-ID',
        what: 'who polls: a name of this worker alone',
      },
      beta,
      ...common,
    ],
    load: call,
  },
  {
    path: ['beta:environments:work', 'ack'],
    what: 'Acknowledges a work item: it is this worker’s, and leaves the queue.',
    examples: [`beta:environments:work ack ${ITEM}`],
    call: onItem('ack', 'worker'),
    options: [environmentId, workId, beta, ...common],
    load: call,
  },
  {
    path: ['beta:environments:work', 'heartbeat'],
    what: 'Extends the lease on a work item.',
    examples: [
      `beta:environments:work heartbeat ${ITEM} --expected-last-heartbeat NO_HEARTBEAT`,
      `beta:environments:work heartbeat ${ITEM} --expected-last-heartbeat 2026-04-01T10:00:00Z --desired-ttl-seconds 60`,
    ],
    call: onItem('heartbeat', 'worker'),
    options: [
      environmentId,
      workId,
      {
        name: 'desired-ttl-seconds',
        value: 'seconds',
        kind: 'number',
        from: 1,
        what: 'how long the lease should hold; the answer’s word counts',
      },
      {
        name: 'expected-last-heartbeat',
        value: 'time',
        kind: 'text',
        what: 'the `last_heartbeat` of the answer before, as it came; NO_HEARTBEAT for the first',
      },
      beta,
      ...common,
    ],
    load: call,
  },
  {
    path: ['beta:environments:work', 'stop'],
    what: 'Asks for a work item to be stopped, or stops it.',
    examples: [`beta:environments:work stop ${ITEM}`, `beta:environments:work stop ${ITEM} --force`],
    call: onItem('stop', 'account'),
    options: [
      environmentId,
      workId,
      { name: 'force', kind: 'flag', what: 'at once, without time for its worker to wind down' },
      body,
      workspace,
      beta,
      ...common,
    ],
    load: call,
  },
  {
    path: ['beta:environments:work', 'list'],
    what: 'Lists an environment’s work items, page after page as they come.',
    examples: [`beta:environments:work list ${ENV} --format table`, `beta:environments:work list ${ENV} --limit 100 --format jsonl`],
    call: onEnvironment('list', 'worker'),
    options: [environmentId, ...pages, beta, ...common],
    load: call,
  },
  {
    path: ['beta:environments:work', 'update'],
    what: 'Changes a work item’s metadata.',
    examples: [
      `beta:environments:work update ${ITEM} --metadata step=2`,
      `beta:environments:work update ${ITEM} --metadata '{"step": null}'`,
    ],
    call: onItem('update', 'account'),
    options: [
      environmentId,
      workId,
      {
        name: 'metadata',
        value: 'key=value',
        kind: 'pairs',
        what: 'a pair to set, again for more; or a JSON object, in which null deletes a key, @file, or -; needed, here or in --body',
      },
      body,
      workspace,
      beta,
      ...common,
    ],
    load: call,
  },
  {
    path: ['beta:environments:work', 'stats'],
    what: 'Says how full an environment’s queue is.',
    examples: [`beta:environments:work stats ${ENV}`],
    call: onEnvironment('stats', 'account'),
    options: [environmentId, workspace, beta, ...common],
    load: call,
  },
];

const port = (number) => ({
  name: 'port',
  value: 'number',
  kind: 'number',
  from: 0,
  to: 65_535,
  default: number,
  what: 'where to listen; 0 for any free port',
});
const host = (why) => ({ name: 'host', value: 'address', kind: 'text', default: '127.0.0.1', what: `on which address; ${why}` });

/** @type {Command[]} */
const toolCommands = [
  {
    path: ['worker', 'poll'],
    what: 'Turns a program into a worker: runs a command for each work item, and holds the item while it runs.',
    examples: [`worker poll ${ENV} --on-work './handle.sh'`, `worker poll ${ENV} --on-work 'node handle.mjs' --concurrency 16 --drain`],
    options: [
      { ...environmentId, env: 'ANTHROPIC_ENVIRONMENT_ID', what: 'the environment whose work is claimed (env_…)' },
      { name: 'on-work', value: 'command', kind: 'text', isRequired: true, what: 'the command for each item, given to the shell' },
      {
        name: 'environment-key',
        field: 'auth-token',
        value: 'key',
        kind: 'text',
        env: 'ANTHROPIC_ENVIRONMENT_KEY',
        isSecret: true,
        what: 'the worker’s credential; better set in the environment, where other users of the machine cannot read it',
      },
      { name: 'concurrency', value: 'count', kind: 'number', from: 1, default: 1, what: 'how many items at once' },
      { name: 'drain', kind: 'flag', what: 'ends when the queue is empty and the last command is done' },
      {
        name: 'hand-over',
        kind: 'flag',
        what: 'only claims: the command holds its item and stops it by itself, as the official SDK’s handleItem() does',
      },
      {
        name: 'wind-down',
        value: 'seconds',
        kind: 'number',
        from: 0,
        to: 86_400,
        default: 30,
        what: 'how long a command may go on after SIGTERM, before SIGKILL',
      },
      {
        name: 'desired-ttl-seconds',
        value: 'seconds',
        kind: 'number',
        from: 1,
        what: 'how long a lease should hold; the server’s word counts',
      },
      {
        name: 'worker-id',
        field: 'Anthropic-Worker-ID',
        value: 'name',
        kind: 'text',
        what: 'who polls: a name of this worker alone (default: a random one)',
      },
      { name: 'block-ms', value: 'ms', kind: 'number', from: 1, to: 999, what: 'how long the server waits for work (default: 999)' },
      {
        name: 'reclaim-older-than-ms',
        value: 'ms',
        kind: 'number',
        from: 0,
        what: 'takes again what was polled this long ago and never acknowledged',
      },
      { name: 'prefix', kind: 'flag', what: 'puts the work item’s id before each line that its command prints' },
      { name: 'quiet', kind: 'flag', what: 'says only what went wrong' },
      ...connection,
    ],
    notes: `The command finds ANTHROPIC_WORK_ID, ANTHROPIC_ENVIRONMENT_ID, ANTHROPIC_SESSION_ID, ANTHROPIC_WORK_SECRET,
ANTHROPIC_ENVIRONMENT_KEY and ANTHROPIC_BASE_URL in its environment, and the work item as JSON on its standard input.
Ctrl-C waits for the commands that run; a second one ends them. See docs/cli.md for what is promised.`,
    load: () => import('./worker/poll.mjs'),
  },
  {
    path: ['emulator'],
    what: 'Serves the Environments API from memory.',
    examples: ['emulator --port 8787', 'emulator --port 0 --seed-file seed.json --faults faults.json --strict'],
    options: [
      port(8787),
      host('the keys it gives out guard nothing'),
      {
        name: 'seed-file',
        value: 'file',
        kind: 'text',
        what: 'what is there at the start: JSON, see docs/emulator.md; or a state that was exported',
      },
      { name: 'faults', value: 'file', kind: 'text', what: 'what goes wrong: JSON, see docs/emulator.md' },
      {
        name: 'strict',
        kind: 'flag',
        what: 'each endpoint takes only the kinds of credential that the service takes there; without it the API key opens them all',
      },
      { name: 'quiet', kind: 'flag', what: 'no line for each request' },
    ],
    notes: `While it runs, beside the API:
  POST /_emulator/work      {"environmentId": "env_…", …} queues work, as if a session had been created
  GET  /_emulator/journal   what happened, a line each
  GET  /_emulator/state     everything it knows, for --seed-file`,
    load: () => import('./emulator.mjs'),
  },
  {
    path: ['console'],
    what: 'Serves the web console on this machine, in front of an API or the emulator. The key stays here.',
    examples: ['console', 'console --emulator'],
    options: [
      port(8788),
      { name: 'emulator', kind: 'flag', what: 'shows an emulator of its own instead of an API' },
      {
        name: 'api-key',
        value: 'key',
        kind: 'text',
        env: 'ANTHROPIC_API_KEY',
        isSecret: true,
        what: 'an API key; better set in the environment, where other users of the machine cannot read it',
      },
      ...connection.filter(({ name }) => /base-url/.test(name)),
    ],
    load: () => import('./console/console.mjs'),
  },
  {
    path: ['completion'],
    what: 'Prints what makes a shell complete commands and options.',
    examples: ['completion bash > /etc/bash_completion.d/leasehold', 'completion fish | source'],
    argument: { name: 'shell', choices: ['bash', 'zsh', 'fish'], what: 'which shell' },
    options: [],
    load: () => import('./completion/completion.mjs'),
  },
];

/** What is said of the first words of commands that have two. */
export const groups = {
  'beta:environments': 'Environments: create, list, retrieve, update, archive, delete.',
  'beta:environments:work': 'Work items: retrieve, poll, ack, heartbeat, stop, list, update, stats.',
  worker: 'A worker that runs a command for each work item.',
};

/** Other names of first words: what the `ant` CLI calls them. */
export const aliases = { worker: 'beta:worker' };

/** @type {Command[]} */
export const commands = [...environmentCommands, ...workCommands, ...toolCommands];

/** The parameter that an option fills in. */
export const fieldOf = ({ name, field }) => field ?? name.replaceAll('-', '_');
