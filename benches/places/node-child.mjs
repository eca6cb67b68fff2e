// One side, asked from outside what its calls give and how long they take: `fork(program, ['{"side": "ours"}'])`. Ends with its parent.
import { stand } from '../sides/stand.js';

const { side, server } = JSON.parse(process.argv[2]);
const { open } = await import(`../sides/${side}.js`);
const { first, repeat } = stand(open, server);

const methods = {
  first,
  async time(work) {
    globalThis.gc();
    const began = performance.now();
    await repeat(work);
    return performance.now() - began;
  },
};

process.on('message', async ({ method, work }) => {
  process.send(
    await methods[method](work)
      .then((result) => ({ result }))
      .catch(({ stack }) => ({ error: stack })),
  );
});
// The client's connections would keep the process.
process.on('disconnect', () => process.exit());
