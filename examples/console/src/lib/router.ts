import { computed, signal } from '@preact/signals';

/** The tabs of an environment. */
export type Tab = 'queue' | 'worker' | 'configuration';

/** What is shown. */
export type Route = { page: 'environments' } | { page: 'environment'; id: string; tab: Tab } | { page: 'unknown' };

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

/** What the address says is shown. */
export const route = computed<Route>(() => {
  const [page = '', id = '', tab = 'queue', ...rest] = hash.value.replace(/^#\/?/, '').split('/').map(decode);
  if (rest.length || (page !== '' && page !== 'environments')) return { page: 'unknown' };
  if (id === '') return { page: 'environments' };
  return isTab(tab) ? { page: 'environment', id, tab } : { page: 'unknown' };
});

/** The address of the list. */
export const listHref = '#/environments';

/** The address of an environment. */
export function environmentHref(id: string, tab: Tab = 'queue'): string {
  return `#/environments/${encodeURIComponent(id)}${tab === 'queue' ? '' : `/${tab}`}`;
}

/** Goes to an address of this page. */
export function go(href: string): void {
  location.hash = href;
}

function isTab(text: string): text is Tab {
  return text === 'queue' || text === 'worker' || text === 'configuration';
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
