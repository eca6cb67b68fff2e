// A client's options, as Rust takes them.
import { credentialOf } from './credential.js';
import { InvalidInputError, shown } from './errors.js';
import { LEVELS } from './logger.js';
import { expectedOf, orError, read } from './options.js';
import { pairsOf } from './params.js';
import { env, globalFetch } from './runtime.js';

/** A client's options, checked, each at its place in `src/bindings/options.rs`; the last is a copy of what was given. */
export const readClient = orError((given) => {
  const options = read('c', given);
  const [url, isSameOrigin] = baseUrl(options.baseURL ?? env('ANTHROPIC_BASE_URL'));
  const headers = pairsOf('defaultHeaders', options.defaultHeaders);
  const named = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const inHeaders = named.get('x-api-key') ?? named.get('authorization');
  const [credential, isKey] = credentialOf(options, isSameOrigin || inHeaders !== undefined);
  const fetch = options.fetch ?? globalFetch();
  if (!fetch) throw new InvalidInputError('fetch', 'nothing, and this runtime has none', expectedOf('fetch'));
  return [
    url,
    // The page came over this scheme itself, so there is nothing left to protect. `//host` leads elsewhere.
    isSameOrigin || options.allowInsecureBaseURL,
    headers.flat(),
    credential,
    isKey,
    options.dangerouslyAllowBrowser,
    options.maxRetries,
    options.timeout,
    options.betas ?? [],
    options.workspaceId,
    options.anthropicVersion,
    options.maxResponseBytes,
    options.logger,
    LEVELS.indexOf(options.logLevel),
    fetch,
    Boolean(options.fetch),
    options.timers === 'manual',
    options.timers === 'worker',
    options.maxBeatsInFlight,
    { ...given },
  ];
});

/** A base URL in full, and whether it was written relative to the page and has its origin. */
function baseUrl(text) {
  if (text === undefined) return [];
  for (const page of [undefined, globalThis.location]) {
    let url;
    try {
      url = new URL(text, page?.href);
    } catch {
      // No URL of its own, or there is no page.
      continue;
    }
    const { href, origin, protocol, host } = url;
    // What may be a secret is not shown.
    if (!/^https?:$/.test(protocol)) throw new InvalidInputError('baseURL', shown(`${protocol}//${host}`), expectedOf('baseURL'));
    if (!/[@?#]/.test(href)) return [href, origin === page?.origin];
    throw new InvalidInputError('baseURL', `${origin} with something of that kind`, 'a URL without user name, query or fragment');
  }
  throw new InvalidInputError('baseURL', shown(text), expectedOf('baseURL'));
}
