import { signal } from '@preact/signals';
import type { Client, EnvironmentWorker, HeartbeatStats, Lease, WorkerStats } from 'leasehold';
import type { Source } from '../api/source.ts';
import { duration, shortId } from '../lib/format.ts';
import { Records } from './record.ts';

/** How the worker in the page works. */
export interface Settings {
  /** Items at once. */
  concurrency: number;
  /** How long a session takes, in seconds, give or take a half. */
  sessionSeconds: number;
  /** How long a lease should hold after each beat, in seconds. */
  ttlSeconds: number;
}

/** What it has come to, over all workers that were started. */
export type Totals = WorkerStats & HeartbeatStats;

const windDownMs = 800;
const settleMs = 400;

/**
 * The worker in this page. A worker's concurrency is set when it is made, so a change of it makes another one, and the old one drains:
 * what it holds is finished, and the new one takes the slots that are left.
 */
export class Crew {
  /** How it works at present, or will when it is started. */
  readonly settings = signal<Settings>({ concurrency: 6, sessionSeconds: 20, ttlSeconds: 15 });
  /** Whether it polls. */
  readonly isOn = signal(false);
  /** Goes up with each change of {@link records}. */
  readonly version = signal(0);
  /** What went wrong with the polling. */
  readonly failure = signal<unknown>(undefined);
  readonly records = new Records(() => {
    this.version.value += 1;
  });
  /** The client whose leases these are. */
  readonly client: Client;

  readonly #environmentId: string;
  /** The server counts workers by it, and another tab is another one. */
  readonly #workerId = `page-${Math.random().toString(36).slice(2)}`;
  readonly #past: WorkerStats = { running: 0, claimed: 0, finished: 0, failed: 0, lost: 0, polls: 0 };
  readonly #draining = new Set<EnvironmentWorker>();
  #worker: EnvironmentWorker | undefined;
  #ended = new AbortController();
  #restart = 0;

  /** @param api where the work comes from */
  constructor(api: Source, environmentId: string) {
    this.#environmentId = environmentId;
    // What the client warns of belongs into the log that people see here.
    const warn = (message: string) => this.records.say(message.replace(/^leasehold: /, ''), 'warn');
    const quiet = () => {};
    this.client = api.forPageWorker(environmentId).withOptions({ logger: { error: warn, warn, info: quiet, debug: quiet } });
    api.line.onUnheard((workId) => this.#unheard(workId));
    api.ended.addEventListener('abort', () => this.stop());
  }

  /** Changes how it works. What it holds already is held as before. */
  set(settings: Settings): void {
    const before = this.settings.peek();
    this.settings.value = settings;
    const isOther = settings.concurrency !== before.concurrency || settings.ttlSeconds !== before.ttlSeconds;
    // Not for each step of a slider that is moved.
    clearTimeout(this.#restart);
    if (isOther && this.isOn.peek()) this.#restart = window.setTimeout(() => this.isOn.peek() && this.start(), settleMs);
  }

  /** Begins to work, or goes on otherwise. */
  start(): void {
    const settings = this.settings.peek();
    this.#retire();
    if (this.#ended.signal.aborted) this.#ended = new AbortController();
    const worker = this.client.environments.work.worker({
      environmentId: this.#environmentId,
      concurrency: settings.concurrency,
      desiredTtlSeconds: settings.ttlSeconds,
      windDownMs: 5_000,
      workerId: this.#workerId,
      onWork: (_work, lease) => this.#work(lease),
    });
    this.#listen(worker);
    this.#worker = worker;
    this.isOn.value = true;
    this.failure.value = undefined;
    this.#run(worker);
  }

  /** Takes nothing new, and finishes what it holds. */
  drain(): void {
    this.#retire();
    this.isOn.value = false;
    this.records.say('Draining: nothing new is taken, what is held is finished');
  }

  /** Gives up everything at once: handlers are told, and items are stopped. */
  stop(): void {
    this.#retire();
    this.isOn.value = false;
    this.#ended.abort();
    this.records.say('Stopped: handlers were told to end');
  }

  /** What all of it has come to. */
  totals(): Totals {
    const workers = [...this.#draining, ...(this.#worker ? [this.#worker] : [])];
    const sum = { ...this.#past };
    for (const worker of workers) addTo(sum, worker.stats());
    return { ...this.client.heartbeats.stats(), ...sum };
  }

  #retire(): void {
    const worker = this.#worker;
    if (!worker) return;
    this.#worker = undefined;
    this.#draining.add(worker);
    void worker.drain();
  }

  async #run(worker: EnvironmentWorker): Promise<void> {
    try {
      await worker.run(this.#ended.signal);
    } catch (error) {
      if (this.#worker === worker) {
        this.isOn.value = false;
        this.failure.value = error;
      }
    }
    if (this.#worker === worker) this.#worker = undefined;
    this.#draining.delete(worker);
    addTo(this.#past, worker.stats());
    this.version.value += 1;
  }

  /** The work: it takes its time, and ends early when it is told to. */
  async #work({ signal }: Lease): Promise<void> {
    const ms = this.settings.peek().sessionSeconds * 1_000 * (0.5 + Math.random());
    const end = performance.now() + ms;
    while (!signal.aborted && performance.now() < end) await waited(Math.min(250, end - performance.now()), signal);
    if (signal.aborted) await waited(windDownMs);
  }

  #listen(worker: EnvironmentWorker): void {
    const { records } = this;
    worker.on('claimed', ({ workId, work }) => {
      records.begin(workId, work.data.id, Date.now());
      records.say('claimed', 'plain', workId);
    });
    worker.on('beat', ({ workId, heldUntil }) => records.mark(workId, 'beat', Date.now(), heldUntil));
    worker.on('late', ({ workId, latenessMs }) => {
      records.mark(workId, 'late', Date.now());
      records.say(`beat ${duration(latenessMs)} late`, 'warn', workId);
    });
    worker.on('stopping', ({ workId }) => {
      records.mark(workId, 'stopping', Date.now());
      records.say('asked to stop, winding down', 'warn', workId);
    });
    worker.on('lost', ({ workId, reason }) => {
      records.end(workId, 'lost', Date.now(), losses[reason]);
      records.say(`lost: ${losses[reason]}`, 'bad', workId);
    });
    worker.on('finished', ({ workId, durationMs }) => {
      records.end(workId, 'finished', Date.now());
      records.say(`finished after ${duration(durationMs)}`, 'good', workId);
    });
    worker.on('failed', ({ workId, error }) => {
      const text = error instanceof Error ? error.message : String(error);
      records.end(workId, 'failed', Date.now(), text);
      records.say(`failed: ${text}`, 'bad', workId);
    });
    worker.on('idle', () => records.say('The queue is empty: polling now and then'));
  }

  #unheard(workId: string): void {
    if (!this.records.open(workId)) return;
    this.records.mark(workId, 'unheard', Date.now());
    this.records.say('no answer', 'warn', workId);
  }
}

const losses = {
  expired: 'the time ran out, and no beat had got through',
  taken: 'another worker has it',
  refused: 'the server refused the beat',
} as const;

const crews = new WeakMap<Source, Map<string, Crew>>();

/** The worker of an environment. It goes on working when something else of the console is looked at. */
export function crewOf(api: Source, environmentId: string): Crew {
  const known = crews.get(api) ?? new Map<string, Crew>();
  crews.set(api, known);
  const crew = known.get(environmentId) ?? new Crew(api, environmentId);
  known.set(environmentId, crew);
  return crew;
}

/** What a line of the log is about. */
export function nameOf(workId: string | undefined): string {
  return workId === undefined ? '' : shortId(workId);
}

function addTo(sum: WorkerStats, stats: WorkerStats): void {
  sum.running += stats.running;
  sum.claimed += stats.claimed;
  sum.finished += stats.finished;
  sum.failed += stats.failed;
  sum.lost += stats.lost;
  sum.polls += stats.polls;
}

function waited(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
