// Chromium by its debugging protocol, over a pipe. No automation library: those make every page look focused and visible.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const QUIET = ['--no-first-run', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** Chromium's own sandbox does not start as root, as in most containers. */
const SANDBOX = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : [];

/** A headless Chromium with a profile of its own; LEASEHOLD_CHROMIUM names which. */
export class Chromium {
  #child;
  #profile = mkdtempSync(join(tmpdir(), 'leasehold-chromium-'));
  #pending = new Map();
  #sent = 0;
  #listeners = new Map();
  #ended;

  /** @param {string[]} flags */
  constructor(flags = []) {
    const args = ['--headless=new', '--remote-debugging-pipe', `--user-data-dir=${this.#profile}`, ...QUIET, ...SANDBOX, ...flags];
    this.#child = spawn(process.env.LEASEHOLD_CHROMIUM ?? 'chromium', [...args, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.#ended = new Promise((resolve) => this.#child.once('exit', resolve).once('error', resolve));
    this.#ended.then(() => this.#fail(new Error('Chromium has ended')));
    this.#child.stdio[3].on('error', () => {});
    this.#read(this.#child.stdio[4]);
  }

  /** Calls a method of the protocol, of a page where `sessionId` names one. */
  send(method, params = {}, sessionId = undefined) {
    const id = ++this.#sent;
    this.#child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject, method }));
  }

  /** Calls `listener` with each event of this name that a page sends. */
  on(sessionId, name, listener) {
    this.#listeners.set(`${sessionId} ${name}`, listener);
  }

  /** A new tab, in front of the others. */
  async open(url) {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, targetId, sessionId);
    await page.begin(url);
    return page;
  }

  async close() {
    this.send('Browser.close').catch(() => {});
    await this.#ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #read(pipe) {
    let rest = '';
    pipe.setEncoding('utf8').on('data', (text) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop();
      for (const message of messages) this.#take(JSON.parse(message));
    });
  }

  #take({ id, result, error, method, params, sessionId }) {
    if (!id) return this.#listeners.get(`${sessionId} ${method}`)?.(params);
    const { resolve, reject, method: called } = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) reject(new Error(`${called}: ${error.message}`));
    else resolve(result);
  }

  #fail(error) {
    for (const { reject } of this.#pending.values()) reject(error);
  }
}

/** A tab. */
export class Page {
  #browser;
  #targetId;
  #sessionId;
  /** What was written to its console. */
  lines = [];

  constructor(browser, targetId, sessionId) {
    this.#browser = browser;
    this.#targetId = targetId;
    this.#sessionId = sessionId;
  }

  /** Calls a method of the protocol on this page. */
  send(method, params) {
    return this.#browser.send(method, params, this.#sessionId);
  }

  async begin(url) {
    this.#browser.on(this.#sessionId, 'Runtime.consoleAPICalled', ({ args }) => this.lines.push(args.map(({ value }) => value).join(' ')));
    const loaded = new Promise((resolve) => this.#browser.on(this.#sessionId, 'Page.loadEventFired', resolve));
    await this.send('Runtime.enable');
    await this.send('Page.enable');
    await this.send('Page.navigate', { url });
    await loaded;
  }

  /** Runs a function in the page, and gives what it resolves to: plain data. */
  async run(body, ...args) {
    const expression = `(${body})(...${JSON.stringify(args)})`;
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Freezes the page, as the browser does with tabs that nobody looks at; or lets it go on. */
  async freeze(is = true) {
    await this.send('Page.setWebLifecycleState', { state: is ? 'frozen' : 'active' });
  }

  toFront() {
    return this.#browser.send('Target.activateTarget', { targetId: this.#targetId });
  }

  close() {
    return this.#browser.send('Target.closeTarget', { targetId: this.#targetId });
  }
}
