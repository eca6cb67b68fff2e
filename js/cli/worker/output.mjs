// What a command prints, passed on line by line.
import { setTimeout as sleep } from 'node:timers/promises';
import { passLines } from './lines.mjs';

/** How long output is waited for once a command has ended: a process that left the group may hold the pipe open for ever. */
const LAST_WORDS_MS = 1000;
const LOOK_MS = 50;

/** The output of one command, from the moment on that this is made. */
export class Output {
  #printing = 0;
  #isOver = false;
  #all;

  /**
   * @param {Record<"stdout" | "stderr", AsyncIterable<Buffer>>} streams
   * @param {(from: "stdout" | "stderr", lines: Buffer) => Promise<void>} print
   */
  constructor(streams, print) {
    const pass = async (name, lines) => {
      this.#printing += 1;
      await print(name, lines);
      this.#printing -= 1;
    };
    const all = ['stdout', 'stderr'].map((name) => passLines(streams[name], (lines) => pass(name, lines)));
    this.#all = Promise.all(all).then(() => {
      this.#isOver = true;
    });
    this.#all.catch(() => {});
  }

  /** Until all is passed on of a command that has ended. That whoever takes it is slow does not count, for as long as `isPatient` says so. */
  async end(isPatient) {
    for (let leftMs = LAST_WORDS_MS; leftMs > 0 && !this.#isOver; leftMs -= this.#printing && isPatient() ? 0 : LOOK_MS) {
      await Promise.race([this.#all, sleep(LOOK_MS)]);
    }
  }
}
