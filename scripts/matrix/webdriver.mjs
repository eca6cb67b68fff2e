import { setTimeout as sleep } from 'node:timers/promises';
import { Stop } from '../lib/say.mjs';

const startMs = 20_000;

/**
 * A session of a W3C WebDriver that listens already or soon will: as much of the protocol as opening a page and asking it takes.
 * https://www.w3.org/TR/webdriver2/
 */
export class WebDriver {
  #session;

  /**
   * @param {string} url the driver's address
   * @param {Record<string, unknown>} capabilities
   */
  static async open(url, capabilities) {
    await ready(url);
    const { sessionId, capabilities: given } = await send('POST', `${url}/session`, { capabilities: { alwaysMatch: capabilities } });
    return new WebDriver(`${url}/session/${sessionId}`, given);
  }

  constructor(session, capabilities) {
    this.#session = session;
    /** What the browser says of itself: `browserName`, `browserVersion`. */
    this.capabilities = capabilities;
  }

  /** Opens a page. */
  go(url) {
    return send('POST', `${this.#session}/url`, { url });
  }

  /** What an expression comes to in the page. */
  evaluate(expression) {
    return send('POST', `${this.#session}/execute/sync`, { script: `return ${expression};`, args: [] });
  }

  /** Ends the browser. */
  close() {
    return send('DELETE', this.#session);
  }
}

async function ready(url) {
  for (const end = Date.now() + startMs; Date.now() < end; await sleep(100)) {
    const status = await fetch(`${url}/status`).catch(() => undefined);
    if (status?.ok) return;
  }
  throw new Stop(`the WebDriver at ${url} did not start within ${startMs / 1000} s`);
}

async function send(method, url, body) {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = await response.json();
  if (!response.ok) throw new Stop(`WebDriver: ${value.error}: ${value.message}`);
  return value;
}
