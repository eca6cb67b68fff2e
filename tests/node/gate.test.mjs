// The gate's own checks see what they are there for.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { layers } from '../../scripts/gate/layers.mjs';
import { write } from '../../scripts/lib/files.mjs';

let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leasehold gate '));
  mock.method(console, 'error', () => {});
});

afterEach(() => {
  mock.restoreAll();
  rmSync(folder, { recursive: true, force: true });
});

const said = () => console.error.mock.calls.map(({ arguments: [line] }) => line);

describe('the order of the layers', () => {
  beforeEach(() => {
    for (const layer of ['api', 'lease', 'platform', 'bindings', 'emulator']) write(join(folder, layer, 'mod.rs'), `//! ${layer}\n`);
    write(join(folder, 'lib.rs'), 'pub mod api;\n');
  });

  /** Code that breaks it, by the file in which it stands. */
  const wrong = [
    ['api/a.rs', 'use crate::lease::Lease;'],
    ['api/a.rs', 'use crate::{api::Call, lease::Lease};'],
    ['api/a.rs', 'use crate::{\n    api::{Call, Page},\n    lease,\n};'],
    ['api/a.rs', 'use crate :: { self, emulator };'],
    ['api/a.rs', 'use crate::*;'],
    ['api/a.rs', 'use crate as everything;'],
    ['api/a.rs', 'use super::super::lease::Lease;'],
    ['api/models/a.rs', 'fn f() { super::super::super::lease::f() }'],
    ['api/mod.rs', 'use super::lease;'],
    ['api/mod.rs', 'use super::{lease};'],
    ['api/a.rs', 'const A: &str = "https://example.com"; use crate::lease::Lease;'],
    ['api/a.rs', "const A: char = '\"'; use crate::lease::Lease;"],
    ['api/a.rs', 'use js_sys::Function;'],
    ['lease/a.rs', 'fn f() -> wasm_bindgen::JsValue {}'],
    ['lease/a.rs', 'use crate::platform::fetch;'],
    ['platform/a.rs', 'use crate::{api, bindings::client};'],
    ['bindings/a.rs', 'use crate::emulator::Emulator;'],
    ['emulator/a.rs', 'use crate::{\n    // Not this one.\n    lease::Lease,\n};'],
  ];
  for (const [file, code] of wrong) {
    test(`${file}: ${code}`, async () => {
      write(join(folder, file), code);
      assert.equal((await layers(folder)).failed, 1);
      assert.match(said()[0], /a\.rs:\d+: |mod\.rs:\d+: /);
    });
  }

  test('what may be named is not complained of', async () => {
    write(join(folder, 'api/a.rs'), '// crate::lease\nuse super::call;\nuse crate::api::{page, lease};\nconst A: &str = "js_sys";');
    write(join(folder, 'api/models/a.rs'), "use super::super::call;\nfn f<'a>(_: &'a str) -> crate::api::Call<'a> {}");
    write(join(folder, 'bindings/a.rs'), 'use crate::{api::{Call, emulator}, lease::Lease, platform::fetch};\nuse js_sys::Function;');
    assert.deepEqual([(await layers(folder)).failed, said()], [0, []]);
  });

  test('a layer that nobody knows, and one that is not there', async () => {
    write(join(folder, 'utils/mod.rs'), '');
    rmSync(join(folder, 'lease'), { recursive: true });
    assert.equal((await layers(folder)).failed, 2);
  });
});
