// The one gate. `npm test` runs all steps, `npm test -- format host` those two, `npm test -- --list` names them. Each sets up what it
// needs. Steps that need more than every developer has run only when they are named.
import { runGate } from './gate/run.mjs';
import { steps } from './gate/steps.mjs';
import { main } from './lib/say.mjs';

await main(() => runGate(steps, process.argv.slice(2)));
