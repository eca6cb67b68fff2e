// Prints how many milliseconds lie between the import of a side and its first answer: `node first-answer.mjs '{"side": "ours"}'`
import { stand } from '../sides/stand.js';

const { side } = JSON.parse(process.argv[2]);

// Node loads its own fetch when it is first asked for one, which takes it longer than all that is measured here.
await new Response('{}', new Request('http://localhost', { signal: new AbortController().signal })).json();

const began = performance.now();
const { open } = await import(`../sides/${side}.js`);
await stand(open).repeat({ call: 'retrieve', count: 1 });
console.log(performance.now() - began);
