// How the console looks, light and dark, on a phone and on a desktop: audited by axe, and photographed for the documentation.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertAccessible } from './support/axe.mjs';
import { eventually, numberIn, openEnvironment, openPage, sizes, startBrowser } from './support/browser.mjs';
import { startConsole } from './support/console.mjs';

const mostBytes = 250_000;
// The documentation's pictures are taken anew when somebody asks for that: no test run changes what is under version control.
const pictures = process.env.UPDATE_PICTURES
  ? fileURLToPath(new URL('../../../docs/images/', import.meta.url))
  : mkdtempSync(join(tmpdir(), 'leasehold-console-'));
/** What the documentation shows. */
const shown = ['environments', 'queue', 'worker'];

let console_;
let browser;
before(async () => {
  console_ = await startConsole();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await console_?.close();
  if (!process.env.UPDATE_PICTURES && !process.env.KEEP_PICTURES) rmSync(pictures, { recursive: true });
  else console.log(`pictures: ${pictures}`);
});

for (const [size, options] of Object.entries(sizes)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${size}, ${colorScheme}`, async () => {
      const { page, close } = await openPage(browser, console_.url, { ...options, colorScheme });
      const look = (name) => lookAt(page, name, `${size}-${colorScheme}`);
      await page.getByRole('link', { name: 'build-farm', exact: true }).waitFor();
      await eventually(
        () => numberIn(page.getByRole('table').locator('td.number').nth(2)),
        (depth) => depth > 9_000,
        'the backlog',
      );
      await look('environments');

      await page.getByRole('button', { name: 'New environment' }).click();
      await fillForm(page.getByRole('dialog'));
      await look('form');
      await page.keyboard.press('Escape');

      await openEnvironment(page, 'build-farm');
      await page.locator('.grid-row').first().waitFor();
      await eventually(
        () => page.locator('.tile-value').allInnerTexts(),
        (texts) => texts.every((text) => /\d/.test(text)),
        'statistics',
      );
      await look('queue');
      await page.getByRole('radio', { name: /^active/ }).check({ force: true });
      await page.locator('.grid-row').first().click();
      await page.getByRole('dialog', { name: 'Work item' }).waitFor();
      await look('item');
      await page.keyboard.press('Escape');
      await page.getByRole('navigation', { name: 'Parts' }).getByRole('link', { name: 'Configuration' }).click();
      await page.getByRole('heading', { name: 'Machines of your own' }).waitFor();
      await look('configuration');

      await page.goto(`${console_.url}#/environments`);
      await openEnvironment(page, 'playground', 'Worker');
      await workAWhile(page);
      await look('worker');
      await close();
    });
  }
}

/** Audits what is in sight, and photographs what the documentation shows. */
async function lookAt(page, name, variant) {
  // What came in slides and fades for a moment.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
  await assertAccessible(page, `${name}, ${variant}`);
  const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(width <= 0, `${name}, ${variant}: ${width} px stick out at the side`);
  const path = join(pictures, `console-${name}-${variant}.png`);
  if (process.env.UPDATE_PICTURES && !shown.includes(name)) return;
  await page.screenshot({ path });
  assert.ok(statSync(path).size < mostBytes, `${path} is ${statSync(path).size} bytes`);
}

async function fillForm(form) {
  await form.getByLabel('Name').fill('web-preview');
  await form.getByLabel('Description').fill('A preview for each pull request');
  await form.getByText('Cloud', { exact: true }).click();
  await form.getByText('Limited', { exact: true }).click();
  await form.getByLabel('Allowed hosts').fill('assets.example.com');
}

/** Has the worker hold, beat, finish, lose an answer, and lose a lease. */
async function workAWhile(page) {
  const total = (name) => numberIn(page.locator('.totals > div').filter({ hasText: name }).locator('dd'));
  const until = (name, least) =>
    eventually(
      () => total(name),
      (number) => number >= least,
      name,
    );
  const choose = (group, name) => page.getByRole('group', { name: group }).getByRole('radio', { name, exact: true }).check({ force: true });
  await page.getByLabel('Sessions to queue').fill('20');
  await page.getByRole('button', { name: 'Queue sessions' }).click();
  await page.getByRole('button', { name: 'Start worker' }).click();
  await until('Beats', 6);
  await page.getByRole('button', { name: 'Lose an answer' }).click();
  await until('Taken over', 1);
  await choose('A session takes about', '8 s');
  await until('Finished', 8);
  await choose('A session takes about', '20 s');
  await until('Finished', 12);
  // The newest lease began a moment ago, and would go on for long.
  await page.getByRole('button', { name: 'Steal a lease' }).click();
  await until('Lost', 1);
  await until('Finished', 14);
  const picture = page.locator('.timeline');
  if ((await page.viewportSize()).width < 700) await picture.evaluate((element) => element.closest('.card').scrollIntoView());
  else await page.evaluate(() => scrollTo(0, 0));
}
