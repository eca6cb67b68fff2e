// A thread that holds a lease for a while: from the start, or from where another thread left it.
import { parentPort, workerData } from 'node:worker_threads';
import { Client } from 'leasehold';

const { options, item, snapshot, beats, stops } = workerData;
const { work } = new Client(options).environments;
const lease = work.lease(item, { snapshot });
const first = lease.state;
await lease.ready;
for (let i = 0; i < beats; i += 1) await lease.beat();
parentPort.postMessage({ first, last: lease.state, snapshot: lease.snapshot() });
if (stops) await lease.stop({ force: true });
else lease.release();
