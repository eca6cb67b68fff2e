// Answers as a table for people.
import { plain } from '../plain.mjs';

/**
 * The columns of a list, by the items' `type`: how wide each is at least, since later pages are not known yet, and what it shows.
 *
 * @type {Record<string, Record<string, [number, (item: object) => unknown]>>}
 */
const columns = {
  environment: {
    id: [28, ({ id }) => id],
    name: [20, ({ name }) => name],
    type: [11, ({ config }) => config?.type],
    created: [27, ({ created_at }) => created_at],
    archived: [0, ({ archived_at }) => archived_at],
  },
  work: {
    id: [29, ({ id }) => id],
    state: [8, ({ state }) => state],
    what: [7, ({ data }) => data?.type],
    session: [32, ({ data }) => data?.id],
    created: [27, ({ created_at }) => created_at],
    heartbeat: [0, ({ latest_heartbeat_at }) => latest_heartbeat_at],
  },
};

/** What may not be shown to whoever looks over a shoulder. JSON has it. */
const hidden = new Set(['secret']);

/**
 * The columns of a list whose items are like this one.
 *
 * @returns {Array<{name: string, width: number, of: (item: object) => unknown}>}
 */
export function columnsOf(item) {
  const known = Object.hasOwn(columns, item.type) ? columns[item.type] : undefined;
  const entries = known ? Object.entries(known) : Object.keys(item).map((name) => [name, [0, (other) => other[name]]]);
  return entries.map(([name, [width, of]]) => ({ name, width, of }));
}

/** One answer as rows of names and values. */
export function fieldsOf(answer) {
  return Object.entries(answer).map(([name, value]) => [name, hidden.has(name) && value !== null ? '(hidden)' : value]);
}

/** Rows under one head, as wide as what has come so far. */
export class Table {
  #head;
  #widths;

  /** @param {Array<{name: string, width?: number}>} columns */
  constructor(columns) {
    this.#head = columns.map(({ name }) => name.toUpperCase());
    this.#widths = columns.map(({ width = 0 }) => width);
  }

  /** The rows as lines; the first time with the head. */
  rows(values) {
    const rows = values.map((row) => row.map(cell));
    if (this.#head) rows.unshift(this.#head);
    this.#head = undefined;
    this.#widths = this.#widths.map((width, i) => Math.max(width, ...rows.map((row) => row[i].length)));
    const line = (row) =>
      row
        .map((text, i) => text.padEnd(this.#widths[i]))
        .join('  ')
        .trimEnd();
    return rows.map((row) => `${line(row)}\n`).join('');
  }
}

function cell(value) {
  if (value === null || value === undefined) return '-';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return plain(text);
}
