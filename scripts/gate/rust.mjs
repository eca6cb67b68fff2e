import { join } from 'node:path';
import { build } from '../build.mjs';
import { write } from '../lib/files.mjs';
import { root, target } from '../lib/paths.mjs';
import { cargoCounts, counted } from './counts.mjs';
import { withTestServer } from './test-server.mjs';

// Without doc tests: those of the host run on the host.
const suites = ['--locked', '--lib', '--test', '*'];

/** Everything in Rust that needs no JavaScript. */
export function hostTests({ host }) {
  return counted(cargoCounts, 'cargo', ['test', '--locked', '--features', 'emulator'], { cwd: root, env: host });
}

/**
 * The suites that run as WebAssembly, over a real loopback server whose address is compiled in as LEASEHOLD_TEST_SERVER.
 *
 * @param {"node" | "chrome"} where
 */
export function wasmTests(where) {
  const flags = where === 'node' ? ['--node'] : ['--headless', '--chrome'];
  const args = ['test', ...flags, '--mode', 'no-install', '--', ...suites];
  return async (environment) => {
    await build();
    return withTestServer((url) => {
      const own = where === 'node' ? {} : browserEnvironment(environment.chromium);
      const env = { ...environment.wasm, LEASEHOLD_TEST_SERVER: url, ...own };
      return counted(cargoCounts, 'wasm-pack', args, { cwd: root, env });
    });
  };
}

/** Suites that do not say where they run are meant for both sides. */
function browserEnvironment({ browser, driver }) {
  const quiet = ['disable-gpu', 'disable-background-networking', 'disable-component-update', 'disable-sync', 'no-first-run'];
  const capabilities = join(target, 'webdriver.json');
  write(capabilities, JSON.stringify({ 'goog:chromeOptions': { binary: browser, args: quiet } }));
  return {
    CHROMEDRIVER: driver,
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: capabilities,
    WASM_BINDGEN_TEST_TIMEOUT: '300',
    WASM_BINDGEN_USE_BROWSER: '1',
  };
}
