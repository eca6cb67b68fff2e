import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { filesUnder } from '../lib/files.mjs';
import { root } from '../lib/paths.mjs';

const javascript = ['wasm_bindgen\\w*', 'js_sys', 'web_sys', 'gloo\\w*', 'serde_wasm_bindgen'];

/** bindings → platform → lease → api, never backwards: what each layer must not name. */
const forbidden = {
  api: [...javascript, 'crate::(?:lease|platform|bindings|emulator)'],
  lease: [...javascript, 'crate::(?:platform|bindings|emulator)'],
  platform: ['crate::(?:bindings|emulator)'],
  bindings: ['crate::emulator'],
  emulator: ['crate::(?:lease|bindings)'],
};

/** Reads src/ and names each line that breaks the order of the layers. */
export async function layers() {
  const counts = { passed: 0, failed: 0 };
  for (const [layer, names] of Object.entries(forbidden)) {
    const pattern = new RegExp(`\\b(?:${names.join('|')})\\b`);
    const files = [...filesUnder(join(root, 'src', layer)), ...filesUnder(join(root, 'src', `${layer}.rs`))];
    for (const file of files) counts[isClean(file, pattern) ? 'passed' : 'failed'] += 1;
  }
  return counts;
}

function isClean(file, pattern) {
  const code = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.replace(/\/\/.*$/, ''));
  const wrong = code.flatMap((line, index) => (pattern.test(line) ? [`${relative(root, file)}:${index + 1}: ${line.trim()}`] : []));
  for (const line of wrong) console.error(line);
  return wrong.length === 0;
}
