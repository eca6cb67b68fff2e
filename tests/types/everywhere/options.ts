// What a client takes.
import { Client, type ClientOptions, type HeadersLike, type LogLevel } from 'leasehold';
import { is } from '../assert.js';

new Client();
new Client({});
new Client({ apiKey: 'sk-ant-api-1' });
new Client({ apiKey: null, authToken: async () => 'sk-ant-oat-1' });
is<Client>()(
  new Client({
    authToken: 'sk-ant-oat-1',
    baseURL: 'https://api.example.com',
    maxRetries: 0,
    timeout: 30_000,
    defaultHeaders: { 'x-team': 'ci', 'x-many': ['a', 'b'], 'x-gone': null, 'x-maybe': undefined },
    betas: ['managed-agents-2026-04-01', 'a-beta-of-tomorrow'],
    workspaceId: 'wrkspc_1',
    anthropicVersion: '2023-06-01',
    logger: { error() {}, warn() {}, info() {}, debug: (message) => is<string>()(message) },
    logLevel: 'debug',
    dangerouslyAllowBrowser: true,
    allowInsecureBaseURL: false,
    maxResponseBytes: 1024 * 1024,
  }),
);
is<Client>()(new Client().withOptions({ timeout: 5000 }));

export const unset: ClientOptions = {
  apiKey: undefined,
  fetch: undefined,
  logger: undefined,
  defaultHeaders: undefined,
  timeout: undefined,
};
export const headers: HeadersLike[] = [null, undefined, {}, [], [['a', 'b']], [['a', null]], { a: 'b' }, { a: ['b', 'c'] as const }];
export const levels: LogLevel[] = ['off', 'error', 'warn', 'info', 'debug'];
