const { isTTY } = process.stdout;

/** What each of the Worker's lines counts for. */
const counted = {
  claimed: 'claimed',
  resumed: 'resumed',
  'step is done': 'steps',
  'handler failed': 'failed',
  lost: 'lost',
  stopped: 'stopped',
};

/** Follows the Worker by what it logs: one line that changes on a terminal, a line for each item that is done elsewhere. */
export class Progress {
  facts = { claimed: 0, resumed: 0, steps: 0, failed: 0, lost: 0, stopped: 0 };
  #items;
  #waiting = new Set();

  constructor(items) {
    this.#items = items;
  }

  /** Takes a line. What is none of the Worker's own is shown as it is. */
  take(line) {
    const { event, workId, error } = read(line);
    const fact = counted[event];
    if (fact) this.facts[fact] += 1;
    if (!event) this.#say(line);
    else if (fact === 'lost' || error) this.#say(`${workId ?? 'cron'}: ${event}${error ? `, ${error}` : ''}`);
    if (isTTY) process.stdout.write(`\r\x1b[K${this.#line()}`);
    else if (fact === 'stopped') console.log(`${this.#line()} · ${workId} stopped`);
    for (const check of [...this.#waiting]) check();
  }

  /** Waits until the facts are such. */
  async until(reached) {
    await new Promise((resolve) => {
      const check = () => {
        if (!reached(this.facts)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
    if (isTTY) process.stdout.write('\n');
  }

  #say(text) {
    process.stdout.write(isTTY ? `\r\x1b[K${text}\n` : `${text}\n`);
  }

  #line() {
    const { claimed, steps, stopped } = this.facts;
    return `${stopped}/${this.#items} done, ${claimed} claimed, ${steps} steps`;
  }
}

function read(line) {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}
