import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/** How much slower a page asks that nobody looks at. */
export const hiddenFactor = 15;

/** Whether somebody can see the page. */
export const isVisible = signal(document.visibilityState === 'visible');

document.addEventListener('visibilitychange', () => {
  isVisible.value = document.visibilityState === 'visible';
});

/**
 * Asks again and again: at once, then `intervalMs` after each answer, {@link hiddenFactor} times as long while the page is hidden.
 * A page that is looked at again asks at once. One call is on its way at a time; it is aborted when `keys` change or the component goes.
 *
 * `task` reports its own failures; what it throws ends nothing.
 */
export function useLive(task: (signal: AbortSignal) => Promise<unknown>, intervalMs: number, keys: readonly unknown[]): void {
  const latest = useRef(task);
  latest.current = task;
  useEffect(() => startLive((signal) => latest.current(signal), intervalMs), [intervalMs, ...keys]);
}

/** {@link useLive} outside of components. Gives what ends it. */
export function startLive(task: (signal: AbortSignal) => Promise<unknown>, intervalMs: number): () => void {
  const ended = new AbortController();
  let timer = 0;
  let running = false;
  let lastEnd = Number.NEGATIVE_INFINITY;

  const schedule = () => {
    clearTimeout(timer);
    if (running || ended.signal.aborted) return;
    const delay = isVisible.peek() ? intervalMs : intervalMs * hiddenFactor;
    timer = window.setTimeout(run, Math.max(0, lastEnd + delay - performance.now()));
  };
  const run = async () => {
    running = true;
    try {
      await task(ended.signal);
    } catch (error) {
      if (!ended.signal.aborted) console.error(error);
    }
    running = false;
    lastEnd = performance.now();
    schedule();
  };
  const unsubscribe = isVisible.subscribe(schedule);
  return () => {
    ended.abort();
    clearTimeout(timer);
    unsubscribe();
  };
}
