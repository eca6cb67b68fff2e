// An environment's queue, with the emulator inside the page: statistics, charts, work items, ten thousand of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, numberIn, openEnvironment, openPage, startBrowser } from './support/browser.mjs';
import { startConsole } from './support/console.mjs';

let console_;
let browser;
before(async () => {
  console_ = await startConsole();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await console_?.close();
});

function inPage(name, body) {
  test(name, async () => {
    const { page, close } = await openPage(browser, console_.url);
    await body(page);
    await close();
  });
}

const grid = (page) => page.getByRole('grid', { name: /Work items/ });
const drawer = (page) => page.getByRole('dialog', { name: 'Work item' });
const tile = (page, name) => page.locator('.tile').filter({ has: page.getByRole('heading', { name, exact: true }) });
const waiting = (page) => numberIn(tile(page, 'Waiting').locator('.tile-value'));

inPage('shows how full the queue is, live and over time', async (page) => {
  await openEnvironment(page, 'playground');
  await eventually(
    () => waiting(page),
    (depth) => depth === 24,
    'sessions waiting',
  );
  await tile(page, 'Waiting')
    .getByRole('img', { name: /Waiting over the last ten minutes: now 24/ })
    .waitFor();
  await page.getByLabel('Sessions to queue').fill('7');
  await page.getByRole('button', { name: 'Queue sessions' }).click();
  await eventually(
    () => waiting(page),
    (depth) => depth === 31,
    'sessions waiting',
  );
  await eventually(
    () => numberIn(tile(page, 'Oldest').locator('.tile-value')),
    (seconds) => seconds > 0,
    'age of the oldest',
  );
});

inPage('has charts filled from the first moment, and shows the value under the pointer', async (page) => {
  await openEnvironment(page, 'build-farm');
  const workers = tile(page, 'Workers');
  await eventually(
    () => numberIn(workers.locator('.tile-value')),
    (number) => number > 0,
    'workers polling',
  );
  const canvas = workers.locator('canvas');
  await eventually(
    () => canvas.evaluate(paintedPixels),
    (pixels) => pixels > 2_000,
    'painted pixels',
  );
  // uPlot watches the pointer on a layer of its own above the canvas.
  await workers.locator('.u-over').hover({ position: { x: 120, y: 30 } });
  await workers.getByText(/^at \d\d:\d\d:\d\d$/).waitFor();
});

inPage('lists work items with state, age and heartbeat, and filters them', async (page) => {
  await openEnvironment(page, 'build-farm');
  await page.getByText('active', { exact: false }).first().waitFor();
  await page.getByRole('radio', { name: /^active/ }).check({ force: true });
  const row = grid(page).locator('.grid-row').first();
  await row.waitFor();
  await eventually(
    async () => [...new Set(await grid(page).locator('.grid-row .chip').allInnerTexts())],
    (states) => states.length === 1 && states[0] === 'active',
    'states in sight',
  );
  assert.match(await row.getByRole('gridcell').nth(2).innerText(), /^\d+ (s|min)/, 'age');
  assert.match(await row.getByRole('gridcell').nth(3).innerText(), /^\d+ s$/, 'time since the last heartbeat');
  await page.getByRole('radio', { name: /^all/ }).check({ force: true });
  await page.getByRole('searchbox', { name: 'Search work items' }).fill('team: mobile');
  await eventually(
    async () => (await grid(page).locator('.grid-row').allInnerTexts()).every((text) => text.includes('mobile')),
    (all) => all,
    'every row in sight is of the team',
  );
});

inPage('stops an item that waits', async (page) => {
  await openEnvironment(page, 'playground');
  await grid(page).locator('.grid-row').first().click();
  await drawer(page).getByRole('button', { name: 'Stop', exact: true }).click();
  await drawer(page).getByText('stopped', { exact: true }).waitFor();
  assert.ok(await drawer(page).getByRole('button', { name: 'Force stop' }).isDisabled());
  await drawer(page).getByRole('button', { name: 'Close' }).click();
  await eventually(
    () => waiting(page),
    (depth) => depth === 23,
    'sessions waiting',
  );
});

inPage('forces a stop once that was confirmed', async (page) => {
  await openEnvironment(page, 'playground');
  await grid(page).locator('.grid-row').nth(1).click();
  const confirm = page.getByRole('dialog', { name: 'Force the stop?' });
  await drawer(page).getByRole('button', { name: 'Force stop' }).click();
  await confirm.getByRole('button', { name: 'Cancel' }).click();
  await drawer(page).getByText('queued', { exact: true }).waitFor();
  await drawer(page).getByRole('button', { name: 'Force stop' }).click();
  await confirm.getByRole('button', { name: 'Force stop' }).click();
  await drawer(page).getByText('stopped', { exact: true }).waitFor();
});

inPage('keeps the rows in sight up to date, however many there are', async (page) => {
  await openEnvironment(page, 'nightly-evals');
  await eventually(
    async () => Number(await grid(page).getAttribute('aria-rowcount')),
    (rows) => rows > 9_900,
    'rows',
  );
  // Its workers take the oldest items, which are at the very end, and keep none for long.
  await grid(page).locator('.grid-row[tabindex="0"]').focus();
  await page.keyboard.press('End');
  const states = async () => (await grid(page).locator('.grid-row .chip').allInnerTexts()).join();
  const before = await states();
  await eventually(states, (now) => now !== before, 'states in sight');
});

inPage("edits an item's metadata; the API's refusal stands at it", async (page) => {
  await openEnvironment(page, 'playground');
  await grid(page).locator('.grid-row').nth(2).click();
  const form = drawer(page);
  await form.getByRole('button', { name: 'Add a pair' }).click();
  await form.getByLabel('Key 3').fill('note');
  await form.getByLabel('Value 3').fill('x'.repeat(600));
  await form.getByRole('button', { name: 'Save metadata' }).click();
  await form.getByRole('group', { name: 'Metadata' }).getByText('note: expected at most 512 characters, received 600.').waitFor();
  await form.getByLabel('Value 3').fill('look at this one');
  await form.getByRole('button', { name: 'Save metadata' }).click();
  await page.getByText('Metadata saved').waitFor();
  await form.getByRole('button', { name: 'Close' }).click();
  await grid(page).getByText('look at this one').waitFor();
});

inPage('scrolls through ten thousand items with some dozens of rows: none is missing, and those that stay are kept', async (page) => {
  await openEnvironment(page, 'nightly-evals');
  await eventually(
    async () => Number(await grid(page).getAttribute('aria-rowcount')),
    (rows) => rows > 9_900,
    'rows',
  );
  const { rows, missing, made, passed } = await page.evaluate(scrollThrough);
  assert.ok(rows < 60, `${rows} rows in the document`);
  assert.equal(missing, 0, 'rows that were in sight and not there');
  // Some are made twice: items come and go meanwhile.
  assert.ok(made < 2 * passed, `${made} rows were made, and ${passed} came in`);
});

inPage('goes through the items by keyboard, and opens one', async (page) => {
  await openEnvironment(page, 'nightly-evals');
  await eventually(
    async () => Number(await grid(page).getAttribute('aria-rowcount')),
    (rows) => rows > 9_900,
    'rows',
  );
  const focused = () => page.evaluate(() => Number(document.activeElement?.getAttribute('aria-rowindex')));
  await grid(page).locator('.grid-row[tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  await eventually(focused, (row) => row === 3, 'the second row');
  await page.keyboard.press('End');
  const last = await eventually(focused, (row) => row > 9_900, 'the last row');
  await page.keyboard.press('ArrowUp');
  await eventually(focused, (row) => row === last - 1, 'the last row but one');
  await page.keyboard.press('Home');
  await eventually(focused, (row) => row === 2, 'the first row');
  await page.keyboard.press('Enter');
  await drawer(page).waitFor();
  await page.keyboard.press('Escape');
  await drawer(page).waitFor({ state: 'detached' });
  await eventually(focused, (row) => row === 2, 'the focus is back');
});

/** How much of a canvas is painted. */
function paintedPixels(canvas) {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let painted = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i] > 0) painted += 1;
  return painted;
}

/**
 * Scrolls on by ten rows in each of 120 frames. Gives how many rows there were at most, how many were not there when a frame was painted,
 * how many were made, and how many came in.
 */
async function scrollThrough() {
  const body = document.querySelector('.grid-body');
  const height = Number.parseFloat(getComputedStyle(body).getPropertyValue('--row-height'));
  const rowsNow = () => new Map([...body.querySelectorAll('.grid-row')].map((row) => [Number(row.dataset.row), row]));
  const seen = new Set(rowsNow().values());
  const [before, numbers] = [seen.size, new Set(rowsNow().keys())];
  let rows = 0;
  let missing = 0;
  for (let i = 0; i < 120; i += 1) {
    body.scrollTop += 10 * height;
    // In a frame listeners hear that it was scrolled first.
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const now = rowsNow();
    rows = Math.max(rows, now.size);
    const first = Math.floor(body.scrollTop / height);
    const inSight = Math.floor((body.clientHeight - body.querySelector('.grid-head').clientHeight) / height);
    for (let row = first; row < first + inSight; row += 1) if (!now.has(row)) missing += 1;
    for (const [number, row] of now) {
      seen.add(row);
      numbers.add(number);
    }
  }
  return { rows, missing, made: seen.size - before, passed: numbers.size - before };
}
