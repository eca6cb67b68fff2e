// The table of commands, walked: what it says is what parses, helps and completes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commands, fieldOf, groups } from '../../js/cli/commands.mjs';
import { makeProgram } from '../../js/cli/program.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { words } from './support.mjs';

const name = ({ path }) => path.join(' ');
const endpoints = readFileSync(join(root, 'src/api/endpoint.rs'), 'utf8');

/** What a command line comes to: the command that it starts and its input, or the text that it shows. */
async function parsed(args) {
  let started;
  let shown = '';
  const program = makeProgram((command, input) => {
    started = { command, ...input };
  }, '0.0.0');
  const quiet = (command) => {
    command.configureOutput({ writeOut: (text) => (shown += text), writeErr: (text) => (shown += text) });
    command.commands.forEach(quiet);
  };
  quiet(program);
  const error = await program.parseAsync(args, { from: 'user' }).then(
    () => undefined,
    (thrown) => thrown,
  );
  return { ...started, shown, error };
}

test('there are fourteen calls, and each endpoint’s parameters are options of its command', () => {
  const calls = commands.filter(({ call }) => call);
  assert.equal(calls.length, 14);
  const LIMIT_AND_PAGE = { LIMIT: 'limit', PAGE: 'page' };
  const statics = [...endpoints.matchAll(/^pub static (\w+): Endpoint =([\s\S]*?);\n/gm)];
  assert.equal(statics.length, calls.length);
  for (const [, constant, text] of statics) {
    const [, on, method] = /^(WORK_)?(\w+)$/.exec(constant);
    const command = calls.find(({ call }) => call.method === method.toLowerCase() && call.on === (on ? 'work' : 'environments'));
    assert.ok(command, constant);
    const wanted = [...text.matchAll(/(?:optionally|required)\("(\w+)"/g), ...text.matchAll(/\{(\w+_id)\}/g)].map(([, field]) => field);
    for (const [token, field] of Object.entries(LIMIT_AND_PAGE)) if (new RegExp(`\\b${token}\\b`).test(text)) wanted.push(field);
    const fields = command.options.map(fieldOf);
    for (const field of wanted) assert.ok(fields.includes(field), `${name(command)} has no option for ${field}`);
    if (text.includes('takes_worker_id: true')) assert.ok(fields.includes('Anthropic-Worker-ID'));
    assert.ok(fields.includes('beta'), `${name(command)} has --beta`);
  }
});

test('every command says what it does, and has examples that parse', async () => {
  for (const command of commands) {
    assert.ok(command.what && command.examples.length, name(command));
    for (const example of command.examples) {
      const [line] = example.split(/ [<>|] /);
      const { command: started, error } = await parsed(words(line));
      assert.equal(error, undefined, example);
      assert.equal(started, command, example);
    }
    if (command.path.length === 2) assert.ok(groups[command.path[0]], name(command));
  }
});

test('every command’s help shows its options and its examples', async () => {
  for (const command of commands) {
    const { shown, error } = await parsed([...command.path, '--help']);
    assert.equal(error.exitCode, 0);
    for (const option of command.options) assert.ok(shown.includes(`--${option.name}`), `${name(command)} --${option.name}`);
    for (const example of command.examples) assert.ok(shown.includes(`leasehold ${example}`), example);
  }
});

test('every option is read as what it is, and refused as what it is not', async () => {
  const good = { text: ['x', 'x'], texts: ['x', ['x']], json: ['{}', '{}'], pairs: ['a=b', ['a=b']] };
  for (const command of commands) {
    const needed = command.options.filter(({ isRequired }) => isRequired).flatMap((option) => [`--${option.name}`, 'x']);
    const start = [...command.path, ...(command.argument ? [command.argument.choices[0]] : []), ...needed];
    for (const option of command.options) {
      const [text, value] = good[option.kind] ?? (option.kind === 'number' ? ['7', 7] : [option.choices?.[0], option.choices?.[0]]);
      const args = option.kind === 'flag' ? [`--${option.name}`] : [`--${option.name}`, text];
      const { values, error } = await parsed([...start, ...args]);
      assert.equal(error, undefined, args.join(' '));
      assert.deepEqual(values[option.name], option.kind === 'flag' ? true : value, args.join(' '));
      const wrong =
        { number: ['x', '1.5', '-9', `${(option.to ?? 0) + (option.to ? 1 : 0) || 'many'}`], choice: ['nonsense'] }[option.kind] ?? [];
      for (const text of wrong) {
        assert.equal((await parsed([...start, `--${option.name}`, text])).error?.name, 'CommanderError', `--${option.name} ${text}`);
      }
    }
  }
});

test('what is misspelt is answered with what was meant', async () => {
  for (const command of commands) {
    const last = command.path.at(-1);
    const { shown } = await parsed([...command.path.slice(0, -1), `${last}x`]);
    assert.match(shown, new RegExp(`Did you mean (one of )?.*${last}`), last);
    for (const option of command.options.slice(0, 3)) {
      const misspelt = await parsed([...command.path, `--${option.name}x`]);
      assert.match(misspelt.shown, new RegExp(`Did you mean (one of )?.*--${option.name}`), option.name);
    }
  }
});
