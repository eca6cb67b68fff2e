// The suite in a service worker: a message with a port says where the test server is, the answer on the port is the report.
import * as calls from '/dist/calls.js';
import * as leasehold from '/dist/index.js';
import { runAll } from './run.js';

addEventListener('message', (event) => {
  const [port] = event.ports;
  // Until then the browser may not end the worker.
  event.waitUntil(runAll([leasehold, calls], event.data).then((report) => port.postMessage(report)));
});
