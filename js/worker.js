// The worker's events, and the item that a process was started for.
import { InvalidInputError } from './errors.js';

/** The events, each with what it tells: a number, a time and something else, where it has them. */
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
export class Listeners {
  #byType = new Map();

  on(type, listener) {
    if (!Object.hasOwn(EVENTS, type)) {
      throw new InvalidInputError('type', typeof type === 'string' ? `"${type}"` : typeof type, `one of ${Object.keys(EVENTS).join(', ')}`);
    }
    if (typeof listener !== 'function') throw new InvalidInputError('listener', typeof listener, 'a function');
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

/** A polled item as it is; or one out of its parts, each by default what `env` says. */
export function claimedItem(given, env) {
  if (given?.id !== undefined) return given;
  const { workId, environmentId, sessionId, workSecret } = given ?? {};
  return {
    id: workId ?? env('ANTHROPIC_WORK_ID'),
    environment_id: environmentId ?? env('ANTHROPIC_ENVIRONMENT_ID'),
    data: { type: 'session', id: sessionId ?? env('ANTHROPIC_SESSION_ID') },
    secret: workSecret ?? env('ANTHROPIC_WORK_SECRET') ?? null,
    type: 'work',
  };
}
