// The worker, as a program sees it, and its events. What there is to decide is decided in Rust.
import { InvalidInputError, shown } from './errors.js';
import { endError, openLease } from './lease.js';
import { option } from './lease-options.js';
import { watched } from './panic.js';
import { field } from './params.js';
import { env } from './runtime.js';
import { contextKeeper } from './task.js';
import { whenSettled } from './wait.js';

/** The events, each with what it tells: a number, a time, and something else, where it has them. */
const EVENTS = {
  claimed: (_number, _time, work) => ({ work }),
  beat: (latenessMs, heldUntil) => ({ latenessMs, heldUntil }),
  late: (latenessMs) => ({ latenessMs }),
  lost: (_number, _time, error) => ({ reason: error.reason, error }),
  stopping: (_number, _time, error) => ({ error }),
  finished: (durationMs) => ({ durationMs }),
  failed: (durationMs, _time, error) => ({ durationMs, error }),
  idle: () => ({}),
};

/** Whoever listens must not end the worker. */
const logged = (error) => console.error(error);

/** Who listens to a worker. */
class Listeners {
  #byType = new Map();

  add(type, listener) {
    if (!Object.hasOwn(EVENTS, type)) throw new InvalidInputError('type', shown(type), `one of ${Object.keys(EVENTS).join(', ')}`);
    if (typeof listener !== 'function') throw new InvalidInputError('listener', shown(listener), 'a function');
    // An entry of its own: the same function may listen twice.
    const entry = { listener };
    const entries = this.#byType.get(type) ?? new Set();
    this.#byType.set(type, entries.add(entry));
    return () => void entries.delete(entry);
  }

  tell(type, workId, number, time, payload) {
    const entries = this.#byType.get(type);
    if (!entries?.size) return;
    const event = { type, ...(workId && { workId }), ...EVENTS[type](number, time, payload) };
    for (const { listener } of [...entries]) {
      try {
        Promise.resolve(listener(event)).catch(logged);
      } catch (error) {
        logged(error);
      }
    }
  }
}

/** Who has items worked on: a run, or `handleItem()`. */
class Caller {
  /** Why it asked for a stop. */
  reason;
  /** Runs what works on an item in the async context of the call. */
  inContext = contextKeeper();
}

/** What Rust calls of a worker's: `onWork`, and its listeners. */
export class Told {
  #onWork;
  listeners = new Listeners();
  /** Of the latest run, and of items that were handed in, by their id. */
  run = new Caller();
  items = new Map();

  constructor(onWork) {
    this.#onWork = onWork;
  }

  #callerOf(workId) {
    return this.items.get(workId) ?? this.run;
  }

  /** Rings with what comes of the handler. */
  work(work, held, ring, number) {
    const onWork = this.#onWork;
    const caller = this.#callerOf(field(work, 'id'));
    const lease = openLease(held, undefined, caller);
    whenSettled(
      caller.inContext(() => onWork(work, lease)),
      ring,
      number,
    );
  }

  tell(type, workId, number, time, payload) {
    this.listeners.tell(type, workId, number, time, payload);
  }

  /** A lease ends, or has to. */
  end(type, workId, environmentId, end, status) {
    this.listeners.tell(type, workId, 0, 0, endError(end, workId, environmentId, status, this.#callerOf(workId).reason));
  }
}

export class EnvironmentWorker {
  #crew;
  #told;
  #signal;
  #environmentId;
  #hasKey;

  constructor(crew, told, environmentId, signal, hasKey) {
    this.#crew = crew;
    this.#told = told;
    this.#environmentId = environmentId;
    this.#signal = signal;
    this.#hasKey = hasKey;
  }

  async run(signal) {
    if (!this.#environmentId) throw new InvalidInputError('environmentId', 'nothing', 'the id of the environment to poll, such as "env_…"');
    const signals = option('signal', signal) ?? this.#signal;
    if (signals?.aborted) return;
    const caller = new Caller();
    const stop = () => {
      caller.reason = signals.reason;
      this.#crew.stop();
    };
    // A second run at a time is refused, and changes nothing for the first.
    if (!this.#crew.isOn()) {
      this.#told.run = caller;
      signals?.addEventListener('abort', stop);
    }
    try {
      await watched(this.#crew.run());
    } finally {
      signals?.removeEventListener('abort', stop);
    }
  }

  async drain() {
    await watched(this.#crew.drain());
  }

  async handleItem(work) {
    const given = work ?? {};
    const parts = given.id === undefined ? given : {};
    const signal = option('signal', parts.signal) ?? this.#signal;
    // For items without a token, of workers without a key.
    const key = option('environmentKey', parts.environmentKey) ?? (this.#hasKey ? undefined : env('ANTHROPIC_ENVIRONMENT_KEY'));
    const item = claimedItem(given);
    const caller = new Caller();
    let stop;
    const stopped = new Promise((resolve) => {
      stop = () => {
        caller.reason = signal.reason;
        resolve();
      };
      if (signal?.aborted) stop();
    });
    signal?.addEventListener('abort', stop);
    this.#told.items.set(item.id, caller);
    try {
      const lost = await watched(this.#crew.handle(item, key, stopped));
      if (lost) throw endError(lost[0], item.id, item.environment_id, lost[1]);
    } finally {
      signal?.removeEventListener('abort', stop);
      // The same item may have been handed in again meanwhile, when it was lost here and its handler did not hear of it.
      if (this.#told.items.get(item.id) === caller) this.#told.items.delete(item.id);
    }
  }

  stats() {
    return this.#crew.stats();
  }

  on(type, listener) {
    return this.#told.listeners.add(type, listener);
  }
}

/** For Rust only. */
export const openWorker = (...parts) => new EnvironmentWorker(...parts);

/** A polled item as it is; or one out of its parts, each by default what the process environment says. */
function claimedItem(given) {
  if (given.id !== undefined) return given;
  const { workId, environmentId, sessionId, workSecret } = given;
  return {
    id: workId ?? env('ANTHROPIC_WORK_ID'),
    environment_id: environmentId ?? env('ANTHROPIC_ENVIRONMENT_ID'),
    data: { type: 'session', id: sessionId ?? env('ANTHROPIC_SESSION_ID') },
    secret: workSecret ?? env('ANTHROPIC_WORK_SECRET') ?? null,
    type: 'work',
  };
}
