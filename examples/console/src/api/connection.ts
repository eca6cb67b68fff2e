import { signal } from '@preact/signals';
import { stored } from '../lib/stored.ts';
import { type Failure, failureOf } from './failure.ts';
import { emulated, proxied, type Source, type SourceKind } from './source.ts';

/** Which API was chosen. `?api=/api` in the page's address chooses a proxy. */
export const chosenKind = stored<SourceKind>('source', 'emulator', (text) => (text === 'proxy' ? text : undefined));

/** The proxy's base URL. */
export const chosenBaseURL = stored<string>('base-url', '/api', (text) => text);

/** What a proxy is in front of. */
export interface Upstream {
  what: 'Service' | 'Emulator';
  url: string;
}

/** What is behind the proxy that the page's address names, where it says that: `&upstream=https://…` or `&emulator=http://…`. */
export function upstreamOf(baseURL: string): Upstream | undefined {
  const asked = new URLSearchParams(location.search);
  if (asked.get('api') !== baseURL) return undefined;
  const [emulator, upstream] = [asked.get('emulator'), asked.get('upstream')];
  if (emulator) return { what: 'Emulator', url: emulator };
  return upstream ? { what: 'Service', url: upstream } : undefined;
}

/** The API that the console talks to; `undefined` while it is being made. */
export const source = signal<Source | undefined>(undefined);

/** Why there is none. */
export const connectFailure = signal<Failure | undefined>(undefined);

/** Connects as the page's address says, else as was chosen before. */
export async function connectAtStart(): Promise<void> {
  const asked = new URLSearchParams(location.search).get('api');
  if (asked === 'emulator') chosenKind.value = 'emulator';
  else if (asked && isOurs(asked)) {
    chosenKind.value = 'proxy';
    chosenBaseURL.value = asked;
  }
  await connect(chosenKind.value, chosenBaseURL.value, '');
}

/** Whether a URL is of this page's origin. A link may come from anybody, and must not have the page talk to somebody else. */
function isOurs(url: string): boolean {
  return URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin;
}

/**
 * Connects, and remembers the choice if that works. Gives what is wrong otherwise.
 *
 * @param environmentKey is not remembered
 */
export async function connect(kind: SourceKind, baseURL: string, environmentKey: string): Promise<Failure | undefined> {
  try {
    const made = kind === 'emulator' ? await emulated() : proxied(baseURL, environmentKey);
    source.peek()?.end();
    source.value = made;
    chosenKind.value = kind;
    if (kind === 'proxy') chosenBaseURL.value = baseURL;
    connectFailure.value = undefined;
    return undefined;
  } catch (error) {
    const failure = failureOf(error);
    if (!source.peek()) connectFailure.value = failure;
    return failure;
  }
}

/** The API that the console talks to, for what is shown only when there is one. */
export function connected(): Source {
  const made = source.value;
  if (!made) throw new Error('there is no connection yet');
  return made;
}
