// Timers: the runtime's own, or those of a dedicated Worker, which go on when the page is hidden.

/** What the Worker runs: `[id, delay]` sets a timer, `[id]` takes it off. */
const SOURCE =
  'const t={};onmessage=({data:[i,d]})=>{clearTimeout(t[i]);delete t[i];if(d>=0)t[i]=setTimeout(()=>{delete t[i];postMessage(i)},d)}';

/** How long the Worker waits for another timer: calls one after the other should not start one each. */
const LINGER_MS = 1000;

/** The timers of the Worker that run, by their numbers: one Worker for all clients. */
const pending = new Map();
let count = 0;
let worker;
let url;
let ending;
/** Whether the page forbids such Workers, or the runtime has none. */
let isForbidden = !globalThis.Worker;

/**
 * Has `number` rung after `delay`. It keeps the process alive unless `unref` says otherwise. `inWorker`: by a dedicated Worker's timer.
 * `callOff` of `js/wait.js` takes it off.
 */
export function arm(inWorker, ring, number, delay, unref) {
  // Of the runtimes whose processes end, Bun has such Workers; and one that waits keeps the process alive.
  if (inWorker && !isForbidden && !(unref && globalThis.Bun)) armInWorker(ring, number, delay);
  else armHere(ring, number, delay, unref);
}

function armHere(ring, number, delay, unref) {
  const timer = setTimeout(ring, delay, number, undefined, false);
  ring[number] = () => clearTimeout(timer);
  if (unref) timer.unref ? timer.unref() : globalThis.Deno?.unrefTimer(timer);
}

function armInWorker(ring, number, delay) {
  const id = ++count;
  ring[number] = () => {
    if (pending.delete(id)) worker?.postMessage([id]);
    rest();
  };
  // By a `then`: so it rings in the async context of who set it, and not of who started the Worker.
  new Promise((expire) => {
    pending.set(id, { ring, number, due: performance.now() + delay, expire });
  }).then(() => {
    // It may have been taken off meanwhile.
    if (!pending.delete(id)) return;
    ring(number, undefined, false);
    rest();
  });
  if (!worker) start();
  worker?.postMessage([id, delay]);
}

/** Starts the Worker. Where that is forbidden, the page's own timers take over what is pending. */
function start() {
  try {
    url = URL.createObjectURL(new Blob([SOURCE], { type: 'text/javascript' }));
    worker = new Worker(url);
    worker.onmessage = ({ data }) => pending.get(data)?.expire();
    worker.onerror = (event) => {
      event.preventDefault();
      console.warn("leasehold: timers: 'worker' needs worker-src blob: in the content security policy; the page's own timers are used");
      forbid();
    };
  } catch {
    forbid();
  }
}

function forbid() {
  isForbidden = true;
  end();
  for (const { ring, number, due } of pending.values()) armHere(ring, number, due - performance.now());
  pending.clear();
}

/** Ends the Worker soon, unless something is pending then. */
function rest() {
  if (pending.size || !worker || ending) return;
  ending = setTimeout(() => {
    ending = undefined;
    if (!pending.size) end();
  }, LINGER_MS);
}

function end() {
  worker?.terminate();
  worker = undefined;
  URL.revokeObjectURL(url);
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
