// The suite in a dedicated worker: a message says where the test server is, the answer is the report.
import * as calls from '/dist/calls.js';
import * as leasehold from '/dist/index.js';
import { runAll } from './run.js';

addEventListener('message', async ({ data: server }) => postMessage(await runAll([leasehold, calls], server)));
