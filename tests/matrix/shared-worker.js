// The suite in a shared worker: a message on its port says where the test server is, the answer is the report.
import * as calls from '/dist/calls.js';
import * as leasehold from '/dist/index.js';
import { runAll } from './run.js';

addEventListener('connect', ({ ports: [port] }) => {
  port.onmessage = async ({ data: server }) => port.postMessage(await runAll([leasehold, calls], server));
});
