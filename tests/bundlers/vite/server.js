// On the server: `node server.js '{"baseURL": …}'` prints what the exercise saw.
import process from 'node:process';
import { exercise } from './exercise.js';

console.log(JSON.stringify(await exercise(JSON.parse(process.argv[2]))));
