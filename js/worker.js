// The worker, as a program sees it, and its events. What there is to decide is decided in Rust.
import { InvalidInputError, shown } from './errors.js';
import { endError } from './lease.js';
import { option } from './lease-options.js';
import { watched } from './panic.js';
import { env } from './runtime.js';

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
        listener(event);
      } catch (error) {
        // Whoever listens must not end the worker.
        console.error(error);
      }
    }
  }
}

/** What Rust tells a worker's listeners, and why a caller asked for a stop (`reason`). */
export class Told {
  listeners = new Listeners();
  reason = undefined;

  /** What is told of the end of a lease: its number, a status, and the environment's id. */
  tell(type, workId, number, time, payload) {
    const ends = type === 'lost' || type === 'stopping';
    this.listeners.tell(type, workId, number, time, ends ? endError(number, workId, payload, time, this.reason) : payload);
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
    const stop = () => {
      this.#told.reason = signals.reason;
      this.#crew.stop();
    };
    signals?.addEventListener('abort', stop);
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
    let stop;
    const stopped = new Promise((resolve) => {
      stop = () => {
        this.#told.reason = signal.reason;
        resolve();
      };
      if (signal?.aborted) stop();
    });
    signal?.addEventListener('abort', stop);
    try {
      const item = claimedItem(given);
      const lost = await watched(this.#crew.handle(item, key, stopped));
      if (lost) throw endError(lost[0], item.id, item.environment_id, lost[1]);
    } finally {
      signal?.removeEventListener('abort', stop);
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
