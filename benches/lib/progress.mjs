import { say } from '../../scripts/lib/say.mjs';

const { stderr } = process;
/** How often a file or a pipe hears of it; a terminal's line is written anew each time. */
const EVERY_MS = 15_000;

/**
 * Gives what tells how far a long thing is.
 *
 * @param {string} name
 * @returns {{tell: (text: string) => void, end: () => void}}
 */
export function progress(name) {
  let told = Date.now();
  return {
    tell(text) {
      if (stderr.isTTY) stderr.write(`\r\x1b[K\x1b[2mleasehold: ${name}: ${text}\x1b[0m`);
      else if (Date.now() - told >= EVERY_MS) {
        told = Date.now();
        say(`${name}: ${text}`);
      }
    },
    end() {
      if (stderr.isTTY) stderr.write('\r\x1b[K');
    },
  };
}
