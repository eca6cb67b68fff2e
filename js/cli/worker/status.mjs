// What a person sees while a worker runs: a line that changes on a terminal, a line for each event elsewhere. On standard error, for
// standard output is the commands'.
import { once } from 'node:events';
import { plain } from '../plain.mjs';
import { prefixed } from './lines.mjs';

const CLEAR = '\r\u001b[2K';
const REDRAW_MS = 100;

/** Shows events, the commands' output, and on a terminal how things stand. */
export class Status {
  #stats;
  #beats = 0;
  #isQuiet;
  #isDrawn = false;
  #isTerminal = process.stderr.isTTY;
  #timer;
  /** By output: until it takes more. Many commands wait for the same. */
  #drained = {};

  /**
   * @param {() => import("leasehold").WorkerStats} stats
   * @param {{quiet?: boolean}} options
   */
  constructor(stats, { quiet = false }) {
    this.#stats = stats;
    this.#isQuiet = quiet;
  }

  /** A heartbeat was sent. */
  beat() {
    this.#beats += 1;
    this.#redrawSoon();
  }

  /** Something happened that is as it should be. */
  tell(line) {
    // A terminal has the line that changes.
    if (!this.#isQuiet && !this.#isTerminal) process.stderr.write(`${plain(line)}\n`);
    this.#redrawSoon();
  }

  /** Something happened that is good to know, also for those who asked for quiet. */
  warn(line) {
    this.#clear();
    process.stderr.write(`${plain(line)}\n`);
    this.#redrawSoon();
  }

  /** What a command printed. Waits where the reader is slower. */
  async print(from, lines, prefix = '') {
    this.#clear();
    const stream = process[from];
    // That its reader has gone is no fault of the command's.
    if (!stream.write(prefix ? prefixed(lines, plain(prefix)) : lines)) await this.#untilDrained(from);
    this.#redrawSoon();
  }

  #untilDrained(from) {
    const over = () => delete this.#drained[from];
    this.#drained[from] ??= once(process[from], 'drain').then(over, over);
    return this.#drained[from];
  }

  /** How it all came out. */
  end() {
    clearTimeout(this.#timer);
    this.#clear();
    this.#isTerminal = false;
    if (!this.#isQuiet) process.stderr.write(`${this.#line()}\n`);
  }

  #line() {
    const { running, finished, failed, lost } = this.#stats();
    const now = running ? `${running} running, ` : '';
    return `${now}${finished} finished, ${failed} failed, ${lost} lost, ${this.#beats} heartbeats`;
  }

  #redrawSoon() {
    if (!this.#isTerminal || this.#isQuiet || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#clear();
      process.stderr.write(this.#line().slice(0, (process.stderr.columns || 80) - 1));
      this.#isDrawn = true;
    }, REDRAW_MS);
    this.#timer.unref();
  }

  #clear() {
    if (this.#isDrawn) process.stderr.write(CLEAR);
    this.#isDrawn = false;
  }
}
