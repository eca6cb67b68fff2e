// What a person sees while it runs: one line that changes on a terminal, a line for each item elsewhere.

const EVERY_MS = 100;

/** Follows a worker and its heartbeats, and shows what they do. */
export class Progress {
  claimed = new Set();
  #isTerminal = process.stdout.isTTY;
  #expected;
  #worker;
  #heartbeats;
  #timer;

  constructor(expected) {
    this.#expected = expected;
  }

  follow(worker, heartbeats) {
    this.#worker = worker;
    this.#heartbeats = heartbeats;
    worker.on('claimed', ({ workId }) => this.claimed.add(workId));
    worker.on('finished', ({ workId }) => this.#tell(`${workId} finished`));
    worker.on('failed', ({ workId, error }) => this.#tell(`${workId} failed: ${error?.message ?? error}`, true));
    worker.on('lost', ({ workId, error }) => this.#tell(`${workId} lost: ${error.message}`, true));
    worker.on('late', ({ workId, latenessMs }) => this.#tell(`${workId}: a beat was ${latenessMs} ms late`, true));
    if (this.#isTerminal) this.#timer = setInterval(() => this.#draw(), EVERY_MS);
  }

  end() {
    clearInterval(this.#timer);
    if (this.#isTerminal) this.#draw('\n');
  }

  /** A line for an item. On a terminal only what went wrong gets one. */
  #tell(what, isTrouble = false) {
    if (!this.#isTerminal) console.log(`${this.#line()} · ${what}`);
    else if (isTrouble) process.stdout.write(`\r\x1b[K${what}\n`);
  }

  #draw(end = '') {
    process.stdout.write(`\r\x1b[K${this.#line()}${end}`);
  }

  #line() {
    const { finished } = this.#worker.stats();
    const { size, beats, latenessP99Ms, latenessMaxMs } = this.#heartbeats.stats();
    const of = this.#expected === undefined ? '' : `/${this.#expected}`;
    return `${finished}${of} finished, ${size} leases held, ${beats} beats, late by ${latenessP99Ms} ms (99 %), ${latenessMaxMs} ms (worst)`;
  }
}
