// For each file of tests (`node --import`): one whose tests have ended, and that goes on all the same, has left something open. Nobody else
// would end it, and nobody would be told what it is.
import { after } from 'node:test';

/** How long what is being closed may take to. The tests of this wait for less. */
const GRACE_MS = Number(process.env.LEASEHOLD_CLOSING_MS ?? 15_000);

// The runner itself has no such context. What a test forks or starts as a thread has these arguments too, but no tests that could end.
if (process.env.NODE_TEST_CONTEXT) {
  after(() => {
    setTimeout(() => {
      console.error(`${process.argv[1]}\nhas ended its tests, and left open: ${process.getActiveResourcesInfo().join(', ')}`);
      process.exit(1);
    }, GRACE_MS).unref();
  });
}
