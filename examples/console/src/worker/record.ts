/** What a lease's timeline shows at a moment. */
export interface Mark {
  kind: 'beat' | 'late' | 'unheard' | 'stolen' | 'stopping';
  atMs: number;
}

/** How a lease ended: its handler finished or failed; the lease was lost. */
export type Ending = 'finished' | 'failed' | 'lost';

/** One lease of the worker in this page, from the first to the last. */
export interface LeaseRecord {
  workId: string;
  sessionId: string;
  /** Its line in the picture, from 0. */
  lane: number;
  claimedAtMs: number;
  /** Until when it is held, as far as is known. */
  heldUntilMs: number;
  marks: Mark[];
  endedAtMs: number | undefined;
  ending: Ending | undefined;
  /** What there is to say of the end. */
  reason: string | undefined;
}

/** A time during which something was wrong with the whole page. */
export interface Spell {
  kind: 'offline' | 'asleep' | 'blocked';
  fromMs: number;
  /** `undefined` while it lasts. */
  untilMs: number | undefined;
}

/** One line of the log. */
export interface LogLine {
  id: number;
  atMs: number;
  /** Good, worth a look, bad, or just so. */
  tone: 'plain' | 'good' | 'warn' | 'bad';
  workId: string | undefined;
  text: string;
}

const keptRecords = 200;
const keptLines = 200;

/** What the worker in this page has done, for the picture and the log. */
export class Records {
  /** Newest first. Their insides change; {@link version} says when. */
  leases: readonly LeaseRecord[] = [];
  /** Newest first. */
  spells: readonly Spell[] = [];
  /** Newest first. */
  log: readonly LogLine[] = [];
  /** Goes up with each change. */
  version = 0;

  readonly #changed: () => void;
  #lines = 0;

  /** @param changed is called after each change */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** A lease begins, on the first line that is free. */
  begin(workId: string, sessionId: string, nowMs: number): void {
    const taken = new Set(this.leases.filter(isOpen).map(({ lane }) => lane));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    const marks: Mark[] = [];
    const record = {
      workId,
      sessionId,
      lane,
      claimedAtMs: nowMs,
      heldUntilMs: nowMs,
      marks,
      endedAtMs: undefined,
      ending: undefined,
      reason: undefined,
    };
    this.leases = [record, ...this.leases].slice(0, keptRecords);
    this.#touch();
  }

  /** The lease of an item that has not ended. */
  open(workId: string): LeaseRecord | undefined {
    return this.leases.find((record) => record.workId === workId && isOpen(record));
  }

  /** Something happened to a lease. */
  mark(workId: string, kind: Mark['kind'], atMs: number, heldUntilMs?: number): void {
    const record = this.open(workId);
    if (!record) return;
    record.marks.push({ kind, atMs });
    if (heldUntilMs !== undefined) record.heldUntilMs = heldUntilMs;
    this.#touch();
  }

  /** A lease ends. The first end counts. */
  end(workId: string, ending: Ending, atMs: number, reason?: string): void {
    const record = this.open(workId);
    if (!record) return;
    Object.assign(record, { ending, endedAtMs: atMs, reason });
    this.#touch();
  }

  /** Something begins to be wrong with the page. Gives what ends it. */
  spell(kind: Spell['kind'], fromMs: number): (untilMs: number) => void {
    const spell: Spell = { kind, fromMs, untilMs: undefined };
    this.spells = [spell, ...this.spells].slice(0, 20);
    this.#touch();
    return (untilMs) => {
      spell.untilMs = untilMs;
      this.#touch();
    };
  }

  /** Says something. */
  say(text: string, tone: LogLine['tone'] = 'plain', workId?: string): void {
    this.#lines += 1;
    this.log = [{ id: this.#lines, atMs: Date.now(), tone, workId, text }, ...this.log].slice(0, keptLines);
    this.#touch();
  }

  #touch(): void {
    this.version += 1;
    this.#changed();
  }
}

/** Whether a lease has not ended. */
export function isOpen({ endedAtMs }: LeaseRecord): boolean {
  return endedAtMs === undefined;
}
