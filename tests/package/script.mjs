// Runs the exercise in a runtime that takes a script: `RUNTIME script.mjs '{"baseURL": …}'`. Prints what it saw, as JSON.
import { argv } from 'node:process';
import { exercise } from './exercise.mjs';

console.log(JSON.stringify(await exercise(JSON.parse(argv[2]))));
