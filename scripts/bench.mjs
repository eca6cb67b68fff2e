// What leases and workers cost, and whether they reach what they should: `npm run bench`, `-- --only NAME`, `-- --json`.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { items } from '../benches/items.mjs';
import { leases } from '../benches/leases.mjs';
import { table } from '../benches/lib/table.mjs';
import { busyPickup, idlePickup } from '../benches/pickup.mjs';
import { build } from './build.mjs';
import { main, Stop, say } from './lib/say.mjs';

/** By name, with how long each takes. */
const cases = {
  leases: { run: leases, takes: 'four minutes' },
  idle: { run: idlePickup, takes: 'a minute and a half' },
  busy: { run: busyPickup, takes: 'half a minute' },
  items: { run: items, takes: 'two minutes' },
};

await main(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } } });
  const names = values.only ?? Object.keys(cases);
  for (const name of names) {
    if (!Object.hasOwn(cases, name)) throw new Stop(`--only: expected one of ${Object.keys(cases).join(', ')}, received "${name}"`);
  }
  await build();
  const rows = [];
  for (const name of names) {
    say(`measuring ${name} (${cases[name].takes})`);
    rows.push(...(await cases[name].run()));
  }
  const machine = { node: process.version, platform: `${process.platform} ${process.arch}`, cpus: cpus().length };
  if (values.json) console.log(JSON.stringify({ machine, rows }, undefined, 2));
  else console.log(`${table(rows)}\n\nNode ${machine.node}, ${machine.platform}, ${machine.cpus} processors`);
  return rows.some(({ reached }) => reached === false) ? 1 : 0;
});
