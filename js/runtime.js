// What runtime this is.

/** A variable of the process environment; undefined where there is no process, or no permission to look. */
export function env(name) {
  try {
    return globalThis.process?.env?.[name]?.trim() || undefined;
  } catch {
    // Not permitted to look, or no text.
  }
}

/** Whether this is a page's window, and not a worker, a server or the edge. */
export const isWindow = () => globalThis.window?.document !== undefined;

/** The runtime's own `fetch`, where it has one. */
export const globalFetch = () => (typeof globalThis.fetch === 'function' ? globalThis.fetch : undefined);
