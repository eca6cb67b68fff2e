// A page that runs the exercise. The address says where: `#{"baseURL": …}`. What it saw, or the error, ends up in `globalThis.report`.
import { exercise } from './exercise.js';

exercise(JSON.parse(decodeURIComponent(location.hash.slice(1)))).then(
  (seen) => {
    globalThis.report = seen;
  },
  (error) => {
    globalThis.report = { broken: `${error}\n${error.stack}` };
  },
);
