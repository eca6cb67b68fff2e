import type { RuntimeAbortSignal } from './types/runtime.js';
import type { WorkItem } from './types/work.js';
import type { HandleItemOptions, WorkerEvents, WorkerStats } from './types/worker.js';

/** Claims items, holds the lease on each while `onWork` runs, and stops them; as many at once as `concurrency` says. */
export declare class EnvironmentWorker {
  /** Only `work.worker()` makes one. */
  protected constructor();

  /**
   * Polls and works until `drain()`, or until a signal is aborted: this one, or else the one in the options. Then the leases wind down;
   * what has not ended when its lease has is left alone, and so are items of `handleItem()`, which end with signals of their own.
   *
   * Rejects when further polls are pointless (401, 403, 404), once the handlers that run are done. A handler that throws fails its
   * item, never the worker. A panic in what it does by itself, which is a bug of ours, rejects at once.
   */
  run(signal?: RuntimeAbortSignal | null): Promise<void>;

  /** Stops polling, and resolves when the handlers are done, those of `handleItem()` too. `run()` then resolves too. */
  drain(): Promise<void>;

  /**
   * Works on one item that was claimed and acknowledged elsewhere: one that was polled; or its parts, each by default from the
   * variables that `ant worker poll --on-work` sets. Rejects with what the handler threw, or with `LeaseLostError`. Hand it over at
   * once: until its first beat is answered, its lease counts for 30 s from this call on. A health check is answered, and not handed out.
   */
  handleItem(work?: WorkItem | HandleItemOptions): Promise<void>;

  /** What it has come to. */
  stats(): WorkerStats;

  /** Calls `listener` with every event of this type; gives a function that ends that. A listener that throws or rejects is logged. */
  on<Type extends keyof WorkerEvents>(type: Type, listener: (event: WorkerEvents[Type]) => void): () => void;
}
