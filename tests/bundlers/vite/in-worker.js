// The page of a worker that Vite builds.
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
worker.addEventListener('message', ({ data }) => {
  globalThis.report = data;
});
worker.postMessage(JSON.parse(decodeURIComponent(location.hash.slice(1))));
