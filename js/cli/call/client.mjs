// The client as the command line wants it.
import { Client } from 'leasehold';
import { plain } from '../plain.mjs';
import { Refusal } from '../refusal.mjs';

/** Which variables hold a credential, those that a caller's endpoints rather take first. */
const variables = {
  account: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_ENVIRONMENT_KEY'],
  worker: ['ANTHROPIC_ENVIRONMENT_KEY', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_API_KEY'],
};

/** Log lines go to standard error: standard output is for what was asked for. */
const logger = Object.fromEntries(['error', 'warn', 'info', 'debug'].map((level) => [level, (line) => console.error(plain(line))]));

/**
 * @param {Record<string, unknown>} values the options' values
 * @param {{apiKey: string} | {authToken: string}} credential
 */
export function makeClient(values, credential) {
  return new Client({
    ...credential,
    baseURL: values['base-url'],
    allowInsecureBaseURL: values['allow-insecure-base-url'],
    timeout: values.timeout,
    maxRetries: values['max-retries'],
    anthropicVersion: values['anthropic-version'],
    logger,
    ...(values.debug && { logLevel: 'debug' }),
  });
}

/**
 * The credential of a call: what the command line says, else the first variable that is set.
 *
 * @param {Record<string, unknown>} values the options' values
 * @param {"account" | "worker"} caller
 */
export function credentialOf({ 'api-key': apiKey, 'auth-token': authToken }, caller) {
  if (apiKey !== undefined && authToken !== undefined) throw new Refusal('--api-key and --auth-token: expected one of the two');
  if (apiKey !== undefined) return { apiKey };
  if (authToken !== undefined) return { authToken };
  const name = variables[caller].find((variable) => process.env[variable]);
  if (!name) {
    throw new Refusal(`no credential: set one of ${variables[caller].join(', ')}, or give --api-key or --auth-token`);
  }
  return name === 'ANTHROPIC_API_KEY' ? { apiKey: process.env[name] } : { authToken: process.env[name] };
}

/**
 * Warns of secrets on the command line, where `ps` shows them to every user of the machine.
 *
 * @param {import("../commands.mjs").Command} command
 * @param {Set<string>} given the options that stand there
 */
export function warnOfSecrets({ options }, given) {
  for (const { name, env, isSecret } of options) {
    if (isSecret && given.has(name)) {
      console.error(`leasehold: --${name}: other users of this machine can read arguments; set ${env} instead`);
    }
  }
}
