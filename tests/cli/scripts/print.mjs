// Twelve commands print a megabyte each, and nobody reads it until all of them wait.
import { setImmediate as later } from 'node:timers/promises';
import { Status } from '../../../js/cli/worker/status.mjs';

const status = new Status(() => ({}), { quiet: true });
const megabyte = Buffer.from('x\n'.repeat(500_000));
const printed = Array.from({ length: 12 }, () => status.print('stdout', megabyte));
await later();
process.stderr.write('all wait\n');
await Promise.all(printed);
