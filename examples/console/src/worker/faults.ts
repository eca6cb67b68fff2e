import type { Source } from '../api/source.ts';
import { shortId } from '../lib/format.ts';
import type { Crew } from './crew.ts';
import { isOpen } from './record.ts';

/** How long the laptop sleeps. */
export const sleepMs = 40_000;
/** How long the page is blocked. */
export const blockMs = 3_500;
const thiefTtlSeconds = 15;

/** What can be done to a worker. */
export class Faults {
  readonly #api: Source;
  readonly #crew: Crew;
  readonly #environmentId: string;
  #reconnect: ((untilMs: number) => void) | undefined;

  constructor(api: Source, crew: Crew, environmentId: string) {
    this.#api = api;
    this.#crew = crew;
    this.#environmentId = environmentId;
  }

  /** Whether the machine can be made to sleep: only where the API's clock is this page's. */
  get canSleep(): boolean {
    return this.#api.world !== undefined;
  }

  /** Takes the connection away, or gives it back. */
  setOffline(isOffline: boolean): void {
    const { records } = this.#crew;
    this.#api.line.isOffline.value = isOffline;
    if (isOffline) {
      this.#reconnect = records.spell('offline', Date.now());
      records.say('The connection is gone', 'warn');
    } else {
      this.#reconnect?.(Date.now());
      records.say('The connection is back');
      // A browser says so to its pages, and the client listens.
      dispatchEvent(new Event('online'));
    }
  }

  /** The next heartbeat takes effect, and its answer never comes. */
  loseAnswer(): void {
    this.#api.line.answersToLose.value += 1;
    this.#crew.records.say("The next heartbeat's answer will be lost", 'warn');
  }

  /** Another client beats for the newest lease, without saying what it expects: the lease is its own from then on. */
  async steal(): Promise<void> {
    const { records } = this.#crew;
    const victim = records.leases.find((lease) => isOpen(lease) && lease.marks.some(({ kind }) => kind === 'beat'));
    if (!victim) return records.say('There is no lease to steal: none is held');
    const thief = this.#api.forWorkers(this.#environmentId).environments.work;
    try {
      await thief.heartbeat(victim.workId, { environment_id: this.#environmentId, desired_ttl_seconds: thiefTtlSeconds });
      records.mark(victim.workId, 'stolen', Date.now());
      records.say('stolen by another client', 'warn', victim.workId);
    } catch (error) {
      records.say(`${shortId(victim.workId)} could not be stolen: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** The laptop sleeps, and wakes again: to the page that takes no time at all. */
  sleep(): void {
    const { records } = this.#crew;
    const wake = records.spell('asleep', Date.now());
    this.#api.world?.sleep(sleepMs);
    wake(Date.now());
    records.say(`The laptop slept for ${sleepMs / 1_000} s`, 'warn');
  }

  /** A handler that computes and never waits: no timer runs meanwhile. */
  block(): void {
    const { records } = this.#crew;
    const end = records.spell('blocked', Date.now());
    const until = performance.now() + blockMs;
    while (performance.now() < until);
    end(Date.now());
    records.say(`The page was blocked for ${blockMs / 1_000} s`, 'warn');
  }

  /** Puts everything right again. */
  repair(): void {
    if (this.#api.line.isOffline.peek()) this.setOffline(false);
    this.#api.line.repair();
  }
}
