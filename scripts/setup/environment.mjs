import { withPath } from '../lib/command.mjs';

/** Where the tools are: the environments that commands are started with. */
export class Environment {
  /** For what runs on this machine: `cargo test`, node, browsers. */
  host = { ...process.env };
  /** For everything that compiles to wasm32. Another toolchain than the host's where that one has no such target. */
  wasm = this.host;
  /** What the wasm32 compiler says of itself. */
  wasmCompiler = '';
  /** Whether a clippy is there that belongs to the wasm32 toolchain. */
  wasmClippy = true;
  /** @type {{browser: string, driver: string} | undefined} */
  chromium;
  /** @type {string | undefined} the path of a Firefox */
  firefox;
  /** @type {{browser: string, driver: string, screen: string} | undefined} WebKitGTK's MiniBrowser, its driver, and Xvfb */
  webkit;

  /** Lets commands in `folder` be found, before those of the same name elsewhere. */
  addTools(folder) {
    const same = this.wasm === this.host;
    this.host = withPath(this.host, [folder]);
    this.wasm = same ? this.host : withPath(this.wasm, [folder]);
  }
}
