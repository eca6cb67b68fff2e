import { join } from 'node:path';
import { build } from '../build.mjs';
import { which } from '../lib/command.mjs';
import { write } from '../lib/files.mjs';
import { root, target } from '../lib/paths.mjs';
import { cargoCounts, counted } from './counts.mjs';
import { withTestServer } from './test-server.mjs';

// Without doc tests: those of the host run on the host.
const suites = ['--locked', '--lib', '--test', '*'];

/** Everything in Rust that needs no JavaScript: the crate, and what fuzzing has found to be worth keeping. */
export async function hostTests({ host }) {
  const own = await counted(cargoCounts, 'cargo', ['test', '--locked', '--features', 'emulator'], { cwd: root, env: host });
  const env = { ...host, CARGO_TARGET_DIR: join(target, 'fuzz') };
  const replayed = await counted(cargoCounts, 'cargo', ['test', '--locked', '--test', 'replay'], { cwd: join(root, 'tests/fuzz'), env });
  return { passed: own.passed + replayed.passed, failed: own.failed + replayed.failed };
}

/**
 * The suites that run as WebAssembly, over a real loopback server whose address is compiled in as LEASEHOLD_TEST_SERVER.
 *
 * @param {"node" | "chrome" | "firefox"} where
 */
export function wasmTests(where) {
  const flags = where === 'node' ? ['--node'] : ['--headless', `--${where}`];
  const args = ['test', ...flags, '--mode', 'no-install', '--', ...suites];
  return async (environment) => {
    await build();
    return withTestServer((url) => {
      const own = browsers[where]?.(environment, url) ?? {};
      const env = { ...environment.wasm, LEASEHOLD_TEST_SERVER: url, ...own };
      return counted(cargoCounts, 'wasm-pack', args, { cwd: root, env });
    });
  };
}

/** How the test runner finds each browser and its driver, and what it says to them. */
const browsers = {
  chrome: ({ chromium: { browser, driver } }, url) => ({
    CHROMEDRIVER: driver,
    ...inBrowser('goog:chromeOptions', chromium(browser, url)),
  }),
  firefox: ({ firefox: binary, host }) => ({
    GECKODRIVER: which('geckodriver', host),
    ...inBrowser('moz:firefoxOptions', { binary, prefs: firefoxPrefs }),
  }),
};

/** Suites that do not say where they run are meant for both sides. */
function inBrowser(name, options) {
  const capabilities = join(target, 'webdriver.json');
  write(capabilities, JSON.stringify({ [name]: options }));
  return { WASM_BINDGEN_TEST_WEBDRIVER_JSON: capabilities, WASM_BINDGEN_TEST_TIMEOUT: '300', WASM_BINDGEN_USE_BROWSER: '1' };
}

/**
 * The page comes through the test server: the one of wasm-bindgen's runner forgets connections, see tests/server/proxy.mjs. What the
 * tests ask the test server itself goes there directly.
 */
function chromium(binary, url) {
  const { host, port } = new URL(url);
  const quiet = ['disable-gpu', 'disable-background-networking', 'disable-component-update', 'disable-sync', 'no-first-run'];
  const proxy = [`proxy-server=${host}`, `proxy-bypass-list=<-loopback>;127.0.0.1:${port};localhost:${port}`];
  return { binary, args: [...quiet, ...proxy] };
}

/** Firefox can be told to open no more connections at once than that server keeps. */
const firefoxPrefs = { 'network.http.max-persistent-connections-per-server': 4 };
