import { effect, type Signal, signal } from '@preact/signals';

/** A setting that outlives the page, where the browser lets it. `read` turns what was kept into a value; anything else is `fallback`. */
export function stored<T extends string>(name: string, fallback: T, read: (text: string) => T | undefined): Signal<T> {
  const key = `leasehold.console.${name}`;
  const setting = signal(readKept(key, read) ?? fallback);
  effect(() => {
    const { value } = setting;
    try {
      if (value === fallback) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      // A private window may refuse. The setting then lasts as long as the page.
    }
  });
  return setting;
}

function readKept<T>(key: string, read: (text: string) => T | undefined): T | undefined {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : read(text);
  } catch {
    return undefined;
  }
}
