// What a person sees while it runs: one line that changes on a terminal, a line for each finished item elsewhere.

/** Counts what happens to items, and shows it. */
export class Progress {
  claimed = new Set();
  #finished = 0;
  #beats = 0;
  #lines = process.stdout.isTTY ? 'one' : 'many';
  #expected;

  constructor(expected) {
    this.#expected = expected;
  }

  claim(id) {
    this.claimed.add(id);
    this.say(id, 'claimed');
  }

  beat(id) {
    this.#beats += 1;
    this.say(id, 'held');
  }

  finish(id) {
    this.#finished += 1;
    this.say(id, 'finished');
    if (this.#lines === 'many') console.log(this.#line(id, 'finished'));
  }

  say(id, what) {
    if (this.#lines === 'one') process.stdout.write(`\r\x1b[K${this.#line(id, what)}`);
  }

  end() {
    if (this.#lines === 'one') process.stdout.write('\n');
  }

  #line(id, what) {
    const of = this.#expected === undefined ? '' : `/${this.#expected}`;
    return `${this.#finished}${of} finished, ${this.claimed.size - this.#finished} held, ${this.#beats} heartbeats · ${id} ${what}`;
  }
}
