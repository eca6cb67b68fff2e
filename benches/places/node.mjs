import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('node-child.mjs', import.meta.url));

/**
 * A side in a Node of its own, with a heap and a compiler of its own.
 *
 * @param {string} side
 * @param {object} [server] where to send calls; a fetch in memory takes its place
 * @returns {Promise<import("../lib/compare.mjs").Place>}
 */
export async function inNode(side, server) {
  const child = fork(program, [JSON.stringify({ side, server })], { execArgv: ['--expose-gc'] });
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the Node of ${side} ended with ${code}`)));
  ended.catch(() => {});
  const ask = async (method, work) => {
    child.send({ method, work });
    const [{ error, result }] = await Promise.race([once(child, 'message'), ended]);
    if (error) throw new Error(error);
    return result;
  };
  return {
    first: (work) => ask('first', work),
    time: (work) => ask('time', work),
    async close() {
      if (child.connected) child.disconnect();
      await ended.catch(() => {});
    },
  };
}
