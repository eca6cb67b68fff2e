/** Counts the timers that are set from now on: how many are `running`, and how many were at a time, at `most`. */
export function countTimers() {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const running = new Set();
  const counts = {
    most: 0,
    get running() {
      return running.size;
    },
  };
  globalThis.setTimeout = (handler, delayMs, ...args) => {
    const timer = set(() => {
      running.delete(timer);
      handler(...args);
    }, delayMs);
    running.add(timer);
    counts.most = Math.max(counts.most, running.size);
    return timer;
  };
  globalThis.clearTimeout = (timer) => {
    running.delete(timer);
    clear(timer);
  };
  return counts;
}
