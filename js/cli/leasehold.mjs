#!/usr/bin/env node
// The command `leasehold`. Each subcommand is a module of its own, loaded when it is asked for.
import { Refusal } from './refusal.mjs';

const usage = `usage: leasehold <command> [options]

  emulator   serves the Environments API from memory

leasehold <command> --help says more.`;

const commands = new Map([['emulator', () => import('./emulator.mjs')]]);

const [name, ...args] = process.argv.slice(2);
try {
  const load = commands.get(name);
  if (load) process.exitCode = await (await load()).run(args);
  else if (name === undefined || name === '--help' || name === '-h') console.log(usage);
  else throw new Refusal(`there is no command "${name}"\n\n${usage}`);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(`leasehold: ${error.message}`);
  process.exitCode = 2;
}
