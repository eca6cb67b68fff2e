#!/usr/bin/env node
// The command `leasehold`. Each command's code, and the client, are loaded when they are needed: help costs neither.
import { createRequire } from 'node:module';
import { CommanderError } from 'commander';
import { notWritten, watchOutput } from './closed-output.mjs';
import { makeProgram } from './program.mjs';
import { Refusal } from './refusal.mjs';

const USAGE = 2;

watchOutput();

/** What was asked for: errors speak of its options. */
let asked;

async function start(command, input) {
  asked = command;
  const { run } = await command.load();
  process.exitCode = (await run(command, input)) ?? 0;
}

const { version } = createRequire(import.meta.url)('leasehold/package.json');
const program = makeProgram(start, version);
try {
  if (process.argv.length > 2) await program.parseAsync();
  else program.outputHelp();
} catch (error) {
  process.exitCode = await failed(error);
}

/** Says what went wrong, and gives the exit code. */
async function failed(error) {
  // It has said it itself; what it calls an error is always a wrong command line.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  if (error instanceof Refusal) {
    console.error(`leasehold: ${error.message}`);
    return USAGE;
  }
  // On Deno it is thrown. No file is written here.
  if (error.code === 'ENOSPC') return notWritten(error);
  const { report } = await import('./call/failure.mjs');
  return report(error, asked);
}
