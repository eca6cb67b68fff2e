// A served emulator, and what became of the work in it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { queue } from '../../../../tests/cli/support.mjs';
import { startEmulator } from '../../../../tests/emulator/served/support.mjs';

const command = fileURLToPath(new URL('../../../../dist/cli.js', import.meta.url));

/**
 * Starts `leasehold emulator`, which takes each key only where the service does.
 *
 * @param {{items?: number, faults?: object}} [options] how many items wait, and what goes wrong
 */
export async function serveEmulator({ items = 0, faults } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'leasehold-rust-'));
  const plan = join(folder, 'faults.json');
  if (faults) writeFileSync(plan, JSON.stringify(faults));
  const args = [command, 'emulator', '--port', '0', '--quiet', '--strict', ...(faults ? ['--faults', plan] : [])];
  const { values, stop } = await startEmulator(process.execPath, args);
  for (let item = 0; item < items; item += 1) await queue(values);
  const close = async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { values, close };
}

/** How many items were held at once at most, and how often each was acknowledged, finished and taken back. */
export function toldBy(journal) {
  const items = new Map();
  let [held, most] = [0, 0];
  for (const { workId, change } of journal) {
    if (!change || !workId) continue;
    const item = items.get(workId) ?? {};
    items.set(workId, { ...item, [change]: (item[change] ?? 0) + 1 });
    if (change === 'work.acknowledged') held += 1;
    else if (change === 'work.stopped') held -= 1;
    most = Math.max(most, held);
  }
  return { items, most };
}
