// What a call answers, on standard output.
import { once } from 'node:events';
import { columnsOf, fieldsOf, Table } from './table.mjs';

/**
 * By format, how one answer is written, and how the pages of a list are as they come. A list that breaks off is not closed, so that
 * nobody takes it for whole.
 *
 * @type {Record<string, {one: (answer: unknown) => Promise<void>, list: (pages: AsyncIterable<object[]>) => Promise<void>}>}
 */
export const writers = {
  json: {
    one: (answer) => write(`${json(answer, 2)}\n`),
    async list(pages) {
      let separator = '[\n';
      for await (const items of pages) {
        for (const item of items) {
          await write(`${separator}${json(item, 2).replace(/^/gm, '  ')}`);
          separator = ',\n';
        }
      }
      await write(separator === ',\n' ? '\n]\n' : '[]\n');
    },
  },
  jsonl: {
    one: (answer) => write(`${json(answer)}\n`),
    async list(pages) {
      for await (const items of pages) for (const item of items) await write(`${json(item)}\n`);
    },
  },
  table: {
    async one(answer) {
      if (answer === null) return;
      const table = new Table([{ name: 'field' }, { name: 'value' }]);
      await write(table.rows(fieldsOf(answer)));
    },
    async list(pages) {
      let [columns, table] = [];
      for await (const items of pages) {
        if (!items.length) continue;
        columns ??= columnsOf(items[0]);
        table ??= new Table(columns);
        await write(table.rows(items.map((item) => columns.map(({ of }) => of(item)))));
      }
    },
  },
};

/** As JSON that a terminal takes for text: what could steer it is written as its number. */
export function json(value, indent = undefined) {
  const escaped = (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, indent).replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escaped);
}

/** Waits where the reader is slower than we are. */
async function write(text) {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
