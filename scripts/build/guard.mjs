import { Stop } from '../lib/say.mjs';

/**
 * The glue with the wasm's exports as `guarded` of js/panic.js gives them, so that a panic reaches the caller as an error. A wasm that
 * does not import that file has no guard.
 *
 * @param {string} glue what wasm-bindgen wrote
 */
export function withGuard(glue) {
  const [, module] = /^import .* from ['"](\.\/snippets\/[^'"]+\/js\/panic\.js)['"]/m.exec(glue) ?? [];
  if (!module) return glue;
  const plain = '    wasm = instance.exports;\n';
  if (glue.split(plain).length !== 2)
    throw new Stop("wasm-bindgen's glue takes the exports in another way; scripts/build/guard.mjs knows one.");
  const guard = `${plain}    wasm = guarded(wasm, wasm.__stack_pointer);\n`;
  return `import { guarded } from '${module}';\n${glue.replace(plain, guard)}`;
}
