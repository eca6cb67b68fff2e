// Environments, with the emulator inside the page: list, pages, search, create, edit, archive, delete; errors at their fields.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, openEnvironment, openPage, startBrowser } from './support/browser.mjs';
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

/** A test with a page of its own, and so with a new emulator. */
function inPage(name, body) {
  test(name, async () => {
    const { page, close } = await openPage(browser, console_.url);
    await body(page);
    await close();
  });
}

const rows = (page) => page.getByRole('table').getByRole('row');
const dialog = (page) => page.getByRole('dialog');

inPage('says which API it talks to', async (page) => {
  await page.getByRole('button', { name: 'API: Emulator in this page' }).waitFor();
});

inPage('lists environments page by page', async (page) => {
  await page.getByRole('link', { name: 'build-farm', exact: true }).waitFor();
  assert.equal(await rows(page).count(), 1 + 20);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Page 2').waitFor();
  await page.getByRole('link', { name: 'edge-frankfurt', exact: true }).waitFor();
  assert.ok(await page.getByRole('button', { name: 'Next' }).isDisabled());
  await page.getByRole('button', { name: 'Previous' }).click();
  await page.getByRole('link', { name: 'build-farm', exact: true }).waitFor();
});

inPage('searches all pages by name, description, id and metadata, and filters by kind', async (page) => {
  const search = page.getByRole('searchbox', { name: 'Search environments' });
  await search.fill('near the customers');
  await page.getByText('2 environments found').waitFor();
  await search.fill('owner: mobile');
  await page.getByText('2 environments found').waitFor();
  await page.getByRole('link', { name: 'mobile-ios', exact: true }).waitFor();
  await search.fill('nothing has this');
  await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
  await search.fill('');
  await page.getByText('Cloud', { exact: true }).click();
  await page.getByText('7 environments found').waitFor();
});

inPage('shows archived environments when asked to', async (page) => {
  await page.getByRole('searchbox').fill('trial');
  await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
  await page.getByLabel('Archived').check();
  await page.getByRole('link', { name: 'gpu-trial', exact: true }).waitFor();
  await page.getByText('archived', { exact: true }).waitFor();
});

inPage('creates a self-hosted environment with metadata', async (page) => {
  await page.getByRole('button', { name: 'New environment' }).click();
  const form = dialog(page);
  await form.getByLabel('Name').fill('fresh');
  await form.getByLabel('Description').fill('Just made');
  await form.getByRole('button', { name: 'Add a pair' }).click();
  await form.getByLabel('Key 1').fill('__proto__');
  await form.getByLabel('Value 1').fill('data');
  await form.getByRole('button', { name: 'Create environment' }).click();
  await page.getByRole('heading', { level: 1, name: 'fresh' }).waitFor();
  await page.getByRole('heading', { name: 'The queue is empty' }).waitFor();
  await page.getByRole('link', { name: 'Configuration' }).click();
  await page.getByTitle('__proto__: data').waitFor();
});

inPage('creates a cloud environment with networking and packages, and edits it', async (page) => {
  await page.getByRole('button', { name: 'New environment' }).click();
  const form = dialog(page);
  await form.getByLabel('Name').fill('boxed');
  await form.getByText('Cloud', { exact: true }).click();
  await form.getByText('Limited', { exact: true }).click();
  await form.getByLabel('Allowed hosts').fill('api.example.com\nassets.example.com');
  await form.getByLabel('pip').fill('pandas==2.2.0\nnumpy');
  await form.getByRole('button', { name: 'Create environment' }).click();
  await page.getByRole('heading', { level: 1, name: 'boxed' }).waitFor();
  for (const text of ['Limited to what is listed', 'assets.example.com', 'pandas==2.2.0', 'numpy'])
    await page.getByText(text, { exact: true }).waitFor();

  await page.getByRole('button', { name: 'Edit', exact: true }).first().click();
  assert.equal(await form.getByLabel('Allowed hosts').inputValue(), 'api.example.com\nassets.example.com');
  await form.getByText('Unrestricted', { exact: true }).click();
  await form.getByLabel('pip').fill('');
  await form.getByLabel('npm').fill('typescript@5');
  await form.getByLabel('Description').fill('Open now');
  await form.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('Open now').waitFor();
  await page.getByText('typescript@5').waitFor();
  assert.equal(await page.getByText('pandas').count(), 0);
});

inPage("shows the API's errors at the field that they concern", async (page) => {
  await page.getByRole('button', { name: 'New environment' }).click();
  const form = dialog(page);
  const create = form.getByRole('button', { name: 'Create environment' });
  await create.click();
  const name = form.getByLabel('Name');
  await form.getByText('This must be a name for people, not empty.').waitFor();
  assert.equal(await name.getAttribute('aria-invalid'), 'true');
  assert.ok(await name.evaluate((element) => element === document.activeElement), 'the field has the focus');

  await name.fill('wrong');
  await form.getByRole('button', { name: 'Add a pair' }).click();
  await form.getByLabel('Key 1').fill('k'.repeat(70));
  await form.getByLabel('Value 1').fill('v');
  await create.click();
  await form.getByRole('group', { name: 'Metadata' }).getByText('Expected keys of 1 to 64 characters, received one of 70.').waitFor();
  assert.equal(await name.getAttribute('aria-invalid'), 'false');

  await form.getByLabel('Key 1').fill('k');
  await form.getByText('Cloud', { exact: true }).click();
  await form.getByText('Limited', { exact: true }).click();
  await form.getByLabel('Package registries').uncheck();
  await form.getByLabel('apt').fill('ripgrep');
  await create.click();
  await form
    .getByRole('group', { name: 'Packages' })
    .getByText(/Packages under limited networking need/)
    .waitFor();
});

inPage('takes metadata away, and sets what changed', async (page) => {
  await openEnvironment(page, 'build-farm', 'Configuration');
  await page.getByRole('button', { name: 'Edit' }).first().click();
  const form = dialog(page);
  await form.getByRole('button', { name: 'Remove region' }).click();
  await form.getByLabel('Value 2').fill('search');
  await form.getByRole('button', { name: 'Save changes' }).click();
  await page.getByTitle('owner: search').waitFor();
  assert.equal(await page.getByTitle('region: eu-central').count(), 0);
  await page.getByTitle('on-call: yes').waitFor();
});

inPage('archives an environment; it cannot be edited any more', async (page) => {
  await openEnvironment(page, 'hardware-in-loop');
  await page.getByRole('button', { name: 'Archive' }).click();
  await dialog(page).getByRole('button', { name: 'Archive' }).click();
  await page.getByText('archived', { exact: true }).waitFor();
  assert.ok(await page.getByRole('button', { name: 'Edit' }).isDisabled());
});

inPage('deletes an environment once its name was typed', async (page) => {
  await openEnvironment(page, 'customer-demos');
  await page.getByRole('button', { name: 'Delete' }).click();
  const confirm = dialog(page).getByRole('button', { name: 'Delete environment' });
  assert.ok(await confirm.isDisabled());
  await dialog(page).getByRole('textbox').fill('customer-demos');
  await confirm.click();
  await page.getByRole('heading', { level: 1, name: 'Environments' }).waitFor();
  await page.getByRole('searchbox').fill('customer-demos');
  await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
});

inPage('says what is missing where there is no such environment or page', async (page) => {
  await page.goto(`${console_.url}#/environments/env_nothing`);
  await page.getByRole('heading', { name: 'There is no such thing' }).waitFor();
  await page.goto(`${console_.url}#/elsewhere`);
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
});

inPage('a dialog closes with Escape and gives the focus back', async (page) => {
  const button = page.getByRole('button', { name: 'New environment' });
  await button.click();
  await dialog(page).waitFor();
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  assert.ok(await button.evaluate((element) => element === document.activeElement));
});

inPage('a button that was pressed, and cannot be any more, keeps the focus', async (page) => {
  const button = (name) => page.getByRole('button', { name, exact: true });
  await openEnvironment(page, 'playground');
  await button('Archive').focus();
  await page.keyboard.press('Enter');
  await dialog(page).getByRole('button', { name: 'Archive' }).focus();
  await page.keyboard.press('Enter');
  await dialog(page).waitFor({ state: 'detached' });
  assert.ok(await button('Archive').isDisabled());
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Archive');
  await page.keyboard.press('Enter');
  assert.equal(await dialog(page).count(), 0, 'it does nothing');
});

inPage('a form whose button cannot be pressed is not sent with Enter', async (page) => {
  await openEnvironment(page, 'playground');
  const amount = page.getByLabel('Sessions to queue');
  await amount.fill('0');
  await amount.press('Enter');
  await amount.fill('1');
  await amount.press('Enter');
  await page.getByText('1 session queued').waitFor();
  assert.equal(await page.locator('.toast').count(), 1);
});

inPage('text that is marked to beyond the dialog leaves it open; a click beside it closes it', async (page) => {
  await page.getByRole('button', { name: 'New environment' }).click();
  const name = dialog(page).getByLabel('Name');
  await name.fill('kept');
  const { x, y } = await name.boundingBox();
  await page.mouse.move(x + 40, y + 10);
  await page.mouse.down();
  await page.mouse.move(5, y + 10);
  await page.mouse.up();
  assert.equal(await name.inputValue(), 'kept');
  await page.mouse.click(5, y + 10);
  await dialog(page).waitFor({ state: 'detached' });
});

inPage('an identifier was copied only where it was', async (page) => {
  await page.evaluate(() => {
    globalThis.copied = [];
    navigator.clipboard.writeText = async (text) => {
      if (globalThis.refuses) throw new DOMException('no', 'NotAllowedError');
      globalThis.copied.push(text);
    };
    globalThis.refuses = true;
  });
  await openEnvironment(page, 'build-farm');
  const id = page.locator('button.id').first();
  await id.click();
  await page.evaluate(() => {
    globalThis.refuses = false;
  });
  assert.match(await id.innerText(), /^Copy/);
  await id.click();
  await page.getByRole('button', { name: /^Copied/ }).waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.copied), [await id.getAttribute('title')]);
});

inPage('begins anew with a new emulator', async (page) => {
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Page 2').waitFor();
  await page.getByRole('button', { name: /^API: Emulator/ }).click();
  await dialog(page).getByRole('button', { name: 'Start over' }).click();
  await page.getByText('Page 1').waitFor();
});

inPage('a link has it talk to no other origin, whatever it says of itself', async (page) => {
  const elsewhere = new URLSearchParams({ api: 'https://elsewhere.example/api', upstream: 'https://api.anthropic.com' });
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`${new URL('/', console_.url)}?${elsewhere}`);
  await page.getByRole('button', { name: 'API: Emulator in this page' }).waitFor();
  assert.deepEqual(
    asked.filter((url) => url.startsWith('https://elsewhere')),
    [],
  );
});

inPage('colours follow the system until one is chosen, and the choice is kept', async (page) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  await eventually(ground, (colour) => colour !== light, 'a dark ground');
  await page.getByRole('radio', { name: 'Light' }).check({ force: true });
  await eventually(ground, (colour) => colour === light, 'a light ground');
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(await ground(), light);
});
