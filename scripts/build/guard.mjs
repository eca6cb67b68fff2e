import { Stop } from '../lib/say.mjs';

const plain = '    wasm = instance.exports;\n';
const guarded = `${plain}    wasm = guarded(wasm, wasm.__stack_pointer, wasm.__object_stack);\n`;

/** A class's `free`: the second time there is nothing to free. */
const free = /^( +)(wasm\.__wbg_\w+_free\(ptr, 0\);)$/gm;

/** A method. Rust's side would refuse what was freed, but leave a stack of the glue's as it is then. */
const method = /(wasm\.\w+\()this\.__wbg_ptr\b/g;

/**
 * The glue with the wasm's exports as `guarded` of js/panic.js gives them, so that a panic reaches the caller as an error. A wasm that
 * does not import that file has no guard. With it comes that what was freed may be freed again, and says so when it is used.
 *
 * @param {string} glue what wasm-bindgen wrote
 */
export function withGuard(glue) {
  const [, folder] = /^import .* from ['"](\.\/snippets\/[^'"]+\/js\/)panic\.js['"]/m.exec(glue) ?? [];
  if (!folder) return glue;
  const once = (known) => glue.split(known).length === 2;
  if (!once(plain) || glue.search(free) < 0 || glue.search(method) < 0) {
    throw new Stop("wasm-bindgen's glue takes the exports, frees or calls in another way; scripts/build/guard.mjs knows one.");
  }
  const changed = glue.replace(plain, guarded).replace(free, '$1if (ptr) $2').replace(method, '$1placeOf(this)');
  return `import { guarded } from '${folder}panic.js';\nimport { placeOf } from '${folder}freed.js';\n${changed}`;
}

/** What `new Client()` asks the wasm for. */
const construction = /^( +constructor\(options\) \{\n +const ret = )wasm(\.\w+\(options\);)$/m;

/**
 * The client's glue, which says so when a client is made before the wasm was started: `leasehold/slim` brings none.
 *
 * @param {string} glue what `withGuard` gave, or what was made of that
 */
export function withStart(glue) {
  const [, folder] = /^import .* from ['"](\.\/snippets\/[^'"]+\/js\/)panic\.js['"]/m.exec(glue) ?? [];
  if (!folder || !construction.test(glue)) {
    throw new Stop("wasm-bindgen's glue makes a client in another way; scripts/build/guard.mjs knows one.");
  }
  return `import { started } from '${folder}start.js';\n${glue.replace(construction, '$1started(wasm)$2')}`;
}
