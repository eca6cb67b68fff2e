// Timers: the runtime's own, or those of a dedicated Worker, which go on when the page is hidden.

/**
 * Has `number` rung after `delay`. It keeps the process alive unless `unref` says otherwise; `timers` is undefined for the runtime's own.
 * `callOff` of `js/wait.js` takes it off.
 */
export function arm(timers, ring, number, delay, unref) {
  if (timers) {
    ring[number] = timers.arm(() => ring(number, undefined, false), delay);
    return;
  }
  const timer = setTimeout(ring, delay, number, undefined, false);
  ring[number] = () => clearTimeout(timer);
  if (unref) timer.unref ? timer.unref() : globalThis.Deno?.unrefTimer(timer);
}

/** What the Worker runs: `[id, delay]` sets a timer, `[id]` takes it off. */
const SOURCE =
  'const t={};onmessage=({data:[i,d]})=>{clearTimeout(t[i]);delete t[i];if(d>=0)t[i]=setTimeout(()=>{delete t[i];postMessage(i)},d)}';

/** Timers in a dedicated Worker; undefined where there is none. Where the page forbids such Workers, they are the page's own. */
export function workerTimers() {
  if (!globalThis.Worker || !globalThis.Blob) return;
  const pending = new Map();
  let count = 0;
  let worker;
  const ring = (id) => {
    const entry = pending.get(id);
    pending.delete(id);
    entry?.handler();
  };
  const fall = () => {
    worker = undefined;
    for (const [id, { due }] of pending) setTimeout(ring, due - performance.now(), id);
  };
  const url = URL.createObjectURL(new Blob([SOURCE], { type: 'text/javascript' }));
  try {
    worker = new Worker(url);
    worker.onmessage = ({ data }) => ring(data);
    worker.onerror = (event) => {
      event.preventDefault();
      console.warn("leasehold: timers: 'worker' needs worker-src blob: in the content security policy; the page's own timers are used");
      fall();
    };
  } catch {
    fall();
  }
  return {
    arm(handler, delay) {
      const id = ++count;
      pending.set(id, { handler, due: performance.now() + delay });
      if (worker) worker.postMessage([id, delay]);
      else setTimeout(ring, delay, id);
      return () => {
        if (pending.delete(id)) worker?.postMessage([id]);
      };
    },
  };
}

/** Rings when everything else that is ready had its turn: no timer, for those are slow in hidden pages. */
export function turn(ring, number) {
  if (globalThis.setImmediate) return void setImmediate(ring, number, undefined, false);
  if (!('ononline' in globalThis)) return void setTimeout(ring, 0, number, undefined, false);
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    ring(number, undefined, false);
  };
  port2.postMessage(0);
}

/** Calls `handler` whenever the page or the machine may have woken up, or is online again; gives what ends that. */
export function whenAwake(handler) {
  // Only browsers' windows and workers know of it.
  const { document } = globalThis;
  const places =
    'ononline' in globalThis
      ? [
          [globalThis, 'online'],
          [globalThis, 'pageshow'],
        ]
      : [];
  if (document) places.push([document, 'resume'], [document, 'visibilitychange']);
  for (const [place, event] of places) place.addEventListener(event, handler);
  return () => {
    for (const [place, event] of places) place.removeEventListener(event, handler);
  };
}
