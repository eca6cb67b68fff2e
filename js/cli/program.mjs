// The table of commands as a program that parses, helps and suggests.
import { Argument, Command, Option } from 'commander';
import { aliases, commands, groups } from './commands.mjs';
import { NONE, readers } from './kinds.mjs';

const NOTES = `
Exit codes: 0 all is well; 1 the API or a command said no; 2 the command line is wrong.
Credentials: ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN, ANTHROPIC_ENVIRONMENT_KEY. The API: ANTHROPIC_BASE_URL.
leasehold <command> --help says more.`;

/**
 * The program. Parsing it throws a `CommanderError` where the command line is wrong, and after it has helped.
 *
 * @param {(command: import("./commands.mjs").Command, input: Input) => Promise<void>} start called with what was asked for
 * @param {string} version
 * @returns {Command}
 *
 * @typedef {object} Input
 * @property {Record<string, unknown>} values the options' values by their names; those left out without a default are not there
 * @property {Set<string>} given the names of the options that stand on the command line
 * @property {string} [argument] what the command takes besides options
 */
export function makeProgram(start, version) {
  const program = new Command('leasehold')
    .description('The self-hosted Environments API from a shell: every call, any program as a worker, and the API itself for tests.')
    .usage('<command> [options]')
    .version(version, '-v, --version', 'shows the version')
    .helpOption('-h, --help', 'shows this')
    .helpCommand(false)
    .exitOverride()
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'leasehold: ')) })
    .addHelpText('after', NOTES);
  const parents = new Map();
  for (const record of commands) {
    const [first, second] = record.path;
    add(second === undefined ? program : groupOf(first, program, parents), record, start);
  }
  return program;
}

function groupOf(name, program, parents) {
  if (!parents.has(name)) {
    const group = program.command(name).description(groups[name]).usage('<command> [options]').helpCommand(false);
    if (aliases[name]) group.alias(aliases[name]);
    parents.set(name, group);
  }
  return parents.get(name);
}

function add(parent, record, start) {
  const command = parent.command(record.path.at(-1)).description(record.what).usage(usage(record)).addHelpText('after', examples(record));
  const { argument } = record;
  if (argument) command.addArgument(new Argument(`<${argument.name}>`, argument.what).choices(argument.choices));
  const options = record.options.map((option) => [option.name, toOption(option)]);
  for (const [, option] of options) command.addOption(option);
  command.action((first) => {
    const [values, given] = [{}, new Set()];
    for (const [name, option] of options) {
      const attribute = option.attributeName();
      const value = command.getOptionValue(attribute);
      if (value !== undefined) values[name] = value === NONE ? null : value;
      if (command.getOptionValueSource(attribute) === 'cli') given.add(name);
    }
    refuseMissing(command, record, values);
    return start(record, { values, given, argument: argument && first });
  });
}

/** Commander would ask for what is missing before it says what is misspelt. */
function refuseMissing(command, { options }, values) {
  for (const { name, value, env, isRequired } of options) {
    if (isRequired && env) values[name] ??= process.env[env] || undefined;
    if (!isRequired || values[name] !== undefined) continue;
    command.error(`error: --${name} <${value}> is missing${env ? `, and ${env} is not set` : ''}`);
  }
}

function usage({ options, argument }) {
  const needed = options.filter(({ isRequired }) => isRequired).map(({ name, value }) => `--${name} <${value}>`);
  return [...needed, ...(argument ? [`<${argument.name}>`] : []), ...(options.length > needed.length ? ['[options]'] : [])].join(' ');
}

function examples({ examples, notes }) {
  const title = examples.length > 1 ? 'Examples' : 'Example';
  return `\n${title}:\n${examples.map((line) => `  leasehold ${line}`).join('\n')}${notes ? `\n\n${notes}` : ''}`;
}

function toOption(record) {
  const { name, value, kind, what, env, group, choices } = record;
  const option = new Option(value ? `--${name} <${value}>` : `--${name}`, env ? `${what} (${env})` : what);
  if (choices) option.choices(choices);
  if (record.default !== undefined) option.default(record.default);
  const read = readers[kind](record);
  if (read) option.argParser(read);
  if (group) option.helpGroup(group);
  return option;
}
