import { signal } from '@preact/signals';

/** The present moment in milliseconds since 1970, once a second: for ages that count up. Stands still while the page is hidden. */
export const nowMs = signal(Date.now());

/** Starts {@link nowMs}. */
export function startClock(): void {
  const tick = () => {
    if (document.visibilityState === 'visible') nowMs.value = Date.now();
  };
  setInterval(tick, 1_000);
  document.addEventListener('visibilitychange', tick);
}
