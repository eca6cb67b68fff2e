// A client's options, as Rust takes them.
import { RETRIES, TIMEOUT } from './call-options.js';
import { credentialOf, shared } from './credential.js';
import { hidden, InvalidInputError, shown } from './errors.js';
import { LEVELS } from './logger.js';
import { isCount, isFlag, isFunction, isObject, isText, isWhole, read } from './options.js';
import { orError, pairsOf } from './params.js';
import { env, globalFetch } from './runtime.js';

/** A text that is not empty, or a function that gives one; `null` is something else than to leave it out. */
const CREDENTIAL = [
  (value) => isFunction(value) || (typeof value === 'string' && value.trim() !== ''),
  'a text that is not empty, or a function that gives one',
  (value) => value,
  hidden,
];

const isLevel = (value) => LEVELS.includes(value);

const OPTIONS = {
  maxRetries: RETRIES,
  timeout: TIMEOUT,
  apiKey: CREDENTIAL,
  authToken: CREDENTIAL,
  baseURL: [isText, 'a URL such as "https://api.anthropic.com", or in a page a path such as "/api"'],
  allowInsecureBaseURL: [isFlag, 'true or false'],
  dangerouslyAllowBrowser: [isFlag, 'true or false'],
  // Looked into by `pairsOf`.
  defaultHeaders: [() => true],
  fetch: [isFunction, 'a function with the signature of fetch'],
  betas: [(value) => Array.isArray(value) && value.every(isText), 'a list of beta names such as "managed-agents-2026-04-01"'],
  workspaceId: [isText, 'the id of a workspace, such as "wrkspc_…"'],
  anthropicVersion: [isText, 'a version such as "2023-06-01"'],
  logger: [isObject, 'an object with the methods debug, info, warn and error', () => console],
  logLevel: [isLevel, '"off", "error", "warn", "info" or "debug"', () => [env('ANTHROPIC_LOG')].find(isLevel) ?? 'warn'],
  timers: [
    (value) => value === 'auto' || value === 'manual' || (value === 'worker' && globalThis.Worker && globalThis.Blob),
    '"auto", "manual" or, where there are Workers, "worker"',
  ],
  maxBeatsInFlight: [isCount, 'a whole number of beats from 1 up'],
  maxResponseBytes: [isWhole, 'a whole number of bytes'],
};

/** Refuses an option that is checked further. */
function refuse(name, received, expected = OPTIONS[name][1]) {
  throw new InvalidInputError(name, received, expected);
}

/** A client's options, checked, each at its place in `src/bindings/client_options.rs`; the last are the options of a copy. */
export const readClient = orError((given) => {
  const options = read(OPTIONS, given);
  const [url, isSameOrigin] = baseUrl(options.baseURL ?? env('ANTHROPIC_BASE_URL') ?? API, options.allowInsecureBaseURL);
  const headers = pairsOf('defaultHeaders', options.defaultHeaders);
  const named = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
  // They would else take the place of the one that every call needs.
  const betas = [...(options.betas ?? []), named.get('anthropic-beta') ?? ''];
  named.delete('anthropic-beta');
  const keyInHeaders = named.get('x-api-key');
  const inHeaders = keyInHeaders ?? named.get('authorization');
  const [kind, credential] = credentialOf(options, isSameOrigin || inHeaders !== undefined, keyInHeaders);
  const fetch = options.fetch ?? globalFetch();
  if (!fetch) refuse('fetch', 'nothing, and this runtime has none');
  return [
    url,
    [...named].flat(),
    shared(kind, credential),
    kind === 'apiKey',
    options.dangerouslyAllowBrowser,
    options.maxRetries,
    options.timeout,
    betas.join(),
    options.workspaceId,
    options.anthropicVersion,
    options.maxResponseBytes,
    options.logger,
    LEVELS.indexOf(options.logLevel),
    fetch,
    options.timers === 'manual',
    options.timers === 'worker',
    options.maxBeatsInFlight,
    // With what holds now, whatever the environment says when it is copied.
    { ...options, baseURL: url, defaultHeaders: headers, ...(credential && { [kind]: credential }) },
  ];
});

/** A client's options with some of them changed, in a list, or an error. A credential replaces the one there was, whatever its kind. */
export const changed = orError((options, given) => {
  // It is refused as a first client's options are.
  if (!isObject(given ?? {})) return [given];
  const { apiKey, authToken, ...others } = options;
  // What is undefined was left out, and stays as it was.
  const changes = Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined));
  const credential = changes.apiKey || changes.authToken;
  if (credential)
    others.defaultHeaders = pairsOf('defaultHeaders', options.defaultHeaders).filter(
      ([name]) => !/^(x-api-key|authorization)$/i.test(name),
    );
  return [{ ...(credential ? others : options), ...changes }];
});

/** Where the API is, unless somebody says otherwise. */
const API = 'https://api.anthropic.com';

/** This machine (RFC 6761, 6.3 for `localhost`; RFC 1122, 3.2.1.3; RFC 4291, 2.5.3), as URLs spell it. */
const LOOPBACK = /^((.*\.)?localhost|127(\.\d+){3}|\[::1\])$/;

const SECURE =
  'https: plain http carries the credential readable for everybody on the way; loopback addresses are free, others need `allowInsecureBaseURL: true`';

/** A base URL in full, without a slash at its end, and whether it has the page's origin. */
function baseUrl(text, allowsInsecure) {
  const page = globalThis.location;
  let url;
  try {
    // In a page it may be relative to that.
    url = new URL(text, page?.href);
  } catch {
    // Of what cannot be taken apart nobody knows what is a password in it.
    const [scheme] = /^\w+:(?=\/\/)/.exec(text) ?? [];
    refuse('baseURL', scheme ? `${shown(scheme)} and more` : hidden(text));
  }
  const { href, origin, protocol, host, hostname, username, password } = url;
  // What may be a secret is not shown.
  if (!/^https?:$/.test(protocol)) refuse('baseURL', shown(`${protocol}//${host}`));
  if (username || password || /[?#]/.test(href))
    refuse('baseURL', `${origin} with something of that kind`, 'a URL without user name, query or fragment');
  // The page came over this scheme itself, so there is nothing left to protect.
  const isSameOrigin = origin === page?.origin;
  const isSafe = protocol === 'https:' || isSameOrigin || allowsInsecure || LOOPBACK.test(hostname);
  if (!isSafe) refuse('baseURL', shown(origin), SECURE);
  return [href.replace(/\/+$/, ''), isSameOrigin];
}
