// A client's credential: which one it has, and how a function is asked for one.
import { baseError, InvalidInputError } from './errors.js';
import { env, isWindow } from './runtime.js';
import { whenSettled } from './wait.js';

/**
 * The credential that the options name, or else the process environment: by which option it goes, and the text or the function. It may be
 * none (`mayLack`) where something else carries one; the headers may carry a key.
 */
export function credentialOf({ apiKey, authToken, dangerouslyAllowBrowser }, mayLack, keyInHeaders) {
  if (apiKey && authToken) throw new InvalidInputError('apiKey, authToken', 'both', 'one of the two');
  let key = apiKey;
  let token = authToken;
  if (!key && !token && !mayLack) {
    // `null` says: none, whatever the environment says.
    if (apiKey !== null) key = env('ANTHROPIC_API_KEY');
    if (authToken !== null) token = env('ANTHROPIC_AUTH_TOKEN') ?? env('ANTHROPIC_ENVIRONMENT_KEY');
    if (!key && !token) {
      const variables = 'ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN and ANTHROPIC_ENVIRONMENT_KEY';
      const expected = `a credential: set one of the two, or one of the variables ${variables}`;
      throw new InvalidInputError('apiKey, authToken', 'nothing', expected);
    }
  }
  if ((key || keyInHeaders) && !dangerouslyAllowBrowser && isWindow()) {
    const proxy = "put a proxy of the same origin in between (`baseURL: '/api'`), or set `dangerouslyAllowBrowser: true`";
    const expected = `left out in a browser window, where everyone who opens the page can read it: ${proxy}`;
    throw new InvalidInputError(key ? 'apiKey' : 'defaultHeaders.x-api-key', 'an API key', expected);
  }
  return key ? ['apiKey', key] : ['authToken', token];
}

/** The credential; where it is a function, one that asks it for a text, and once for those who ask while it answers. */
export function shared(option, credential) {
  if (typeof credential !== 'function') return credential;
  let pending;
  const ask = async () => {
    try {
      const secret = await credential();
      if (typeof secret === 'string' && secret.trim()) return secret;
    } catch (cause) {
      throw baseError(`the function \`${option}\` failed`, cause);
    }
    throw baseError(`the function \`${option}\` must give a text that is not empty`);
  };
  return () => {
    // Not by `ask` itself: a function that throws at once is over before `pending` is there.
    pending ??= ask().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

/** For Rust: rings with what such a function gives. */
export const askFor = (credential, ring, number) => whenSettled(credential(), ring, number);
