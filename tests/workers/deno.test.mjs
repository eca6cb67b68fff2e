// examples/deno.
import { testWorker } from './support/suite.mjs';

testWorker('deno');
