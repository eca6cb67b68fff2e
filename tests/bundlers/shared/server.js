// On the server: `node server.js '{"baseURL": …}'` prints what the exercise saw.
import process from 'node:process';
import { exercise } from './exercise.js';

// No `await` out here: a bundler may make a CommonJS module of this.
exercise(JSON.parse(process.argv[2])).then((seen) => console.log(JSON.stringify(seen)));
