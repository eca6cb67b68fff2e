// What the tests put in the place of examples/worker/handler.mjs: an item is done when the test says so.
import process from 'node:process';

/** Asks the test's gate. `deaf` items do not listen. The item is logged whole, as a careless reader's handler might. */
export async function handle(item, { signal: told, log }) {
  log.info({ workId: item.id, item }, 'handling');
  const signal = item.metadata.deaf ? undefined : told;
  const answer = await fetch(`${process.env.ANTHROPIC_BASE_URL}/gate/${item.id}`, { method: 'POST', body: item.secret, signal });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
}
