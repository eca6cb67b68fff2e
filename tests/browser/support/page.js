// What runs in the pages. `held` has what the tests look at.
import { Client } from '/dist/index.js';

const EVENTS = ['online', 'pageshow', 'resume', 'visibilitychange'];
const listening = [];
for (const place of [window, document]) {
  const { addEventListener, removeEventListener } = place;
  place.addEventListener = (type, ...rest) => {
    if (EVENTS.includes(type)) listening.push(type);
    return addEventListener.call(place, type, ...rest);
  };
  place.removeEventListener = (type, ...rest) => {
    if (listening.includes(type)) listening.splice(listening.indexOf(type), 1);
    return removeEventListener.call(place, type, ...rest);
  };
}

/** Holds an item. A handler beside it looks at the signal in each of its steps, for which it has the page's own timers. */
window.hold = async ({ key, item, timers = 'auto', options = {} }) => {
  const client = new Client({ baseURL: '/api', authToken: key, timers });
  const lease = client.environments.work.lease(item, options);
  const steps = [];
  const step = () => {
    steps.push({ at: Date.now(), aborted: lease.signal.aborted, reason: lease.signal.reason?.reason });
    if (!lease.signal.aborted) setTimeout(step, 50);
  };
  window.held = { client, lease, steps };
  step();
  await lease.ready;
};

/** Holds an item in a dedicated Worker, which does everything by itself. */
window.holdInWorker = (where) => {
  const worker = new Worker('/worker.js', { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ ...where, baseURL: `${location.origin}/api` });
  });
};

/** What is to be seen from outside. */
window.look = () => {
  const { client, lease, steps } = window.held;
  const { nextAt } = client.heartbeats;
  return {
    state: lease.state,
    reason: lease.reason,
    steps,
    nextAt,
    stats: client.heartbeats.stats(),
    visibility: document.visibilityState,
  };
};

window.listening = () => [...listening].sort();
