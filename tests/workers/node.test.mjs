// examples/node.
import { testWorker } from './support/suite.mjs';

testWorker('node');
