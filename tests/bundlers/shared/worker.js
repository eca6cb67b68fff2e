// A dedicated worker that runs the exercise: a message says where, the answer is what it saw.
import { exercise } from './exercise.js';

addEventListener('message', ({ data }) => {
  exercise(data).then(postMessage, (error) => postMessage({ broken: `${error}\n${error.stack}` }));
});
