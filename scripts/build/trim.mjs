import { Stop } from '../lib/say.mjs';

/** What the glue has for callers and engines that are not ours: each with what is left of it. */
const parts = [
  // `initSync` told a module by itself, which is deprecated; js/start.js gives an object.
  [/^ {4}if \(module !== undefined\) \{\n.*\n( +)\(\{module\} = module\)\n[\s\S]*?^ {4}\}\n/m, '    ({module} = module);\n'],
  // Whatever has reference types has `encodeInto`, and an allocator that lets blocks grow is there too.
  [/^if \(!\('encodeInto' in cachedTextEncoder\)\) \{\n[\s\S]*?^\}\n/m, ''],
  [/^ {4}if \(realloc === undefined\) \{\n[\s\S]*?^ {4}\}\n/m, ''],
];

/**
 * The glue without what nothing of ours can need.
 *
 * @param {string} glue what wasm-bindgen wrote
 */
export function trimmed(glue) {
  return parts.reduce((text, [pattern, rest]) => {
    if (!pattern.test(text)) throw new Stop(`wasm-bindgen's glue has nothing like ${pattern}; scripts/build/trim.mjs knows another form.`);
    return text.replace(pattern, rest);
  }, glue);
}
