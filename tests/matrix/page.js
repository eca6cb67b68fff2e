// The suite in a page, or in the kind of worker that the address names: `page.html?in=worker`. The report, or the error that kept it from
// being made, ends up in `globalThis.report`.
const server = location.origin;

/** Each gives the port on which its worker reports. */
const workers = {
  worker: () => new Worker('worker.js', { type: 'module' }),
  'shared-worker': () => {
    const { port } = new SharedWorker('shared-worker.js', { type: 'module' });
    port.start();
    return port;
  },
  'service-worker': async () => {
    const registration = await navigator.serviceWorker.register('service-worker.js', { type: 'module' });
    const { port1, port2 } = new MessageChannel();
    port1.start();
    const active = await activated(registration.installing ?? registration.active);
    return { addEventListener: (...args) => port1.addEventListener(...args), postMessage: (server) => active.postMessage(server, [port2]) };
  },
};

async function inWorker(start) {
  const worker = await start();
  const answer = new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data));
    worker.addEventListener('error', (event) => reject(new Error(event.message ?? 'the worker did not start')));
  });
  worker.postMessage(server);
  return answer;
}

async function inPage() {
  const [{ runAll }, ...entries] = await Promise.all([import('./run.js'), import('/dist/index.js'), import('/dist/calls.js')]);
  return runAll(entries, server);
}

function activated(worker) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (worker.state === 'activated') resolve(worker);
      if (worker.state === 'redundant') reject(new Error('the service worker did not start'));
    };
    worker.addEventListener('statechange', look);
    look();
  });
}

const where = workers[new URLSearchParams(location.search).get('in')];
try {
  globalThis.report = await (where ? inWorker(where) : inPage());
} catch (error) {
  globalThis.report = { broken: `${error}\n${error.stack}` };
}
