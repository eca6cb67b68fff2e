// One held work item, as a program sees it. What there is to decide is decided in Rust.
import { LeaseholdError } from './errors.js';
import { LeaseLostError, StopRequestedError } from './lease-errors.js';
import { option } from './lease-options.js';
import { watchers } from './panic.js';
import { field } from './params.js';
import { callOff, whenAborted } from './wait.js';

/** What can be asked of the lease in Rust, and what it can be told; by number, in the order of `src/bindings/lease.rs`. */
const [STATE, END, TOLD, STATUS, HELD_UNTIL, TTL, BEATS, LAST_HEARTBEAT, ID, ENVIRONMENT] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
/** When the last good beat was sent; the times of beats in doubt, if there are such; and how far the server's clock is ahead, if known. */
const TIMES = [10, 11, 12, 13, 14];
const [BEAT, STOP, FORCE, RELEASE, WIND_DOWN] = [0, 1, 2, 3, 4];

const STATES = ['starting', 'held', 'stopping', 'ending', 'ended'];
const ENDS = ['expired', 'taken', 'refused', 'stopped', 'released'];
/** The ends that are losses come first. */
const LOSSES = 3;
const RELEASED = 4;

/** For Rust and workers only: makes a lease; when the caller's `signal` is aborted, it winds down. A worker gives what holds its cause. */
export let openLease;

export class Lease {
  #held;
  #cause;
  #controller;
  #ready;
  #done;
  /** Who waits for something; there from the first time on that somebody wants to know of changes. */
  #waiting;

  /** `cause` holds the reason of the signal that asked for a stop, once there is one. */
  constructor(held, cause) {
    this.#held = held;
    this.#cause = cause;
  }

  // Not kept here too: a program may hold a hundred thousand of these.
  get id() {
    return this.#held.ask(ID);
  }

  get environmentId() {
    return this.#held.ask(ENVIRONMENT);
  }

  get state() {
    return STATES[this.#held.ask(STATE)];
  }

  get reason() {
    return ENDS[this.#held.ask(END)] ?? null;
  }

  get heldUntil() {
    return this.#held.ask(HELD_UNTIL);
  }

  get lastHeartbeat() {
    return this.#held.ask(LAST_HEARTBEAT) ?? null;
  }

  get ttlSeconds() {
    return this.#held.ask(TTL);
  }

  get signal() {
    this.#controller ??= new AbortController();
    const { signal } = this.#controller;
    // Each time: a handler that blocks the loop hears of nothing until it asks.
    this.#tell();
    if (!signal.aborted) this.#watch();
    return signal;
  }

  get ready() {
    this.#ready ??= this.#until(() => {
      const { state } = this;
      if (this.#held.ask(TOLD) !== undefined) throw this.#error();
      if (state !== 'starting' && this.lastHeartbeat !== null) return true;
      if (state === 'ended') throw this.#error();
      return false;
    }).then(() => {});
    return this.#ready;
  }

  get done() {
    this.#done ??= this.#until(() => this.reason);
    return this.#done;
  }

  beat() {
    const before = this.#held.ask(BEATS);
    this.#held.tell(BEAT);
    const answered = () => {
      const error = this.#error();
      if (error) throw error;
      // Of one that a stop cancels, the end tells.
      return this.state !== 'ending' && this.#held.ask(BEATS) !== before;
    };
    return this.#until(answered).then(() => {});
  }

  async stop(options) {
    this.#held.tell(option('force', field(options, 'force')) ? FORCE : STOP);
    return this.done;
  }

  release() {
    this.#held.tell(RELEASE);
  }

  snapshot() {
    const { lastHeartbeat, ttlSeconds } = this;
    const [heldFrom, from, until, least, most] = TIMES.map((time) => this.#held.ask(time));
    const inDoubt = from !== undefined && { inDoubt: [from, until] };
    return { lastHeartbeat, ttlSeconds, heldFrom, ...inDoubt, ...(least !== undefined && { serverTime: [least, most] }) };
  }

  async [Symbol.asyncDispose ?? Symbol('asyncDispose')]() {
    await this.stop({ force: true });
  }

  /** Why the handler has to end, or why there is nothing to hold; undefined while it is held. */
  #error() {
    const loss = this.#held.ask(TOLD) ?? this.#held.ask(END);
    return loss === undefined ? undefined : endError(loss, this.id, this.environmentId, this.#held.ask(STATUS), this.#cause?.reason);
  }

  /** Resolves with what `check` gives, once that is something; rejects with what it throws. */
  #until(check) {
    return new Promise((resolve, reject) => {
      const settles = (bug) => {
        try {
          if (bug) throw bug;
          const value = check();
          if (value) resolve(value);
          return value;
        } catch (error) {
          reject(error);
          return true;
        }
      };
      if (settles()) return;
      this.#watch();
      this.#waiting.add(settles);
    });
  }

  /** Has Rust tell of changes. */
  #watch() {
    if (this.#waiting) return;
    this.#waiting = new Set();
    const changed = (bug) => {
      if (this.reason) watchers.delete(changed);
      this.#changed(bug);
    };
    if (!this.reason) watchers.add(changed);
    this.#held.watch(changed);
  }

  /** A panic in the background (`bug`) may have been in what beats: from there on nothing says that it is held. */
  #changed(bug) {
    if (bug) this.#controller?.abort(bug);
    else this.#tell();
    for (const settles of [...this.#waiting]) if (settles(bug)) this.#waiting.delete(settles);
  }

  #tell() {
    if (this.#controller && !this.#controller.signal.aborted && this.#held.ask(TOLD) !== undefined) this.#controller.abort(this.#error());
  }

  static {
    openLease = (held, signal, given) => {
      // Most leases have none of their own.
      const cause = given ?? (signal && {});
      const lease = new Lease(held, cause);
      if (signal) stopWhen(signal, cause, () => held.tell(WIND_DOWN), lease);
      return lease;
    };
  }
}

/** The error for an end of a lease, by its number; only a refusal has a status. */
export function endError(end, id, environmentId, status, cause) {
  if (end < LOSSES) return new LeaseLostError(id, environmentId, ENDS[end], ENDS[end] === 'refused' ? status : undefined);
  if (end === RELEASED) return new LeaseholdError(`the lease on ${id} was released`);
  return new StopRequestedError(id, environmentId, cause !== undefined && { cause });
}

/** For Rust only: what a snapshot holds. */
export function snapshotParts({ lastHeartbeat, ttlSeconds, heldFrom, inDoubt: [from, until] = [], serverTime: [least, most] = [] }) {
  return [lastHeartbeat, ttlSeconds, heldFrom, from, until, least, most];
}

/** Asks for a stop when `signal` is aborted. The listener goes when the lease does. */
function stopWhen(signal, cause, windDown, lease) {
  const stop = (_number, reason) => {
    cause.reason = reason;
    windDown();
  };
  whenAborted(signal, stop, 0);
  const off = () => callOff(stop, 0);
  if (stop[0]) lease.done.then(off, off);
}
