import { Stop } from '../lib/say.mjs';

/**
 * The glue with the names that wasm-opt's `--minify-imports-and-exports-and-modules` gave. wasm-bindgen ends each import's name in a
 * hash, and no compressor can do anything about a hash: with the names that is 2.5 KB of the download.
 *
 * @param {string} glue what wasm-bindgen wrote
 * @param {{imports: Array<[string, string, string]>, exports: Array<[string, string]>}} names each with its short name last
 */
export function withShortNames(glue, { imports, exports }) {
  const shorts = new Map(imports.map(([module, name, short]) => [`${module} ${name}`, short]));
  const own = './leasehold_bg.js';
  let text = glue;
  const replace = (pattern, replacement) => {
    if (text.search(pattern) < 0)
      throw new Stop(`wasm-bindgen's glue has nothing like ${pattern}; scripts/build/names.mjs knows another form.`);
    text = text.replace(pattern, replacement);
  };

  // Functions of the glue's own, by their key in the object of imports.
  replace(/^( {8})(\w+)(?=: function)/gm, (_, indent, name) => indent + (shorts.get(`${own} ${name}`) ?? name));
  // Functions of js/, which the glue hands on module by module.
  const given = [...text.matchAll(/"(\.\/snippets\/[^"]+)": (import\d+)/g)];
  const variables = new Map(given.map(([, module, variable]) => [module, variable]));
  const handed = imports.filter(([module]) => module !== own).map(([module, name, short]) => `${short}: ${variables.get(module)}.${name},`);
  replace(/const import0 = \{\s+__proto__: null,/, (start) => [start, ...handed].join('\n        '));
  replace(/("\.\/[^"]+": import\d+,\s+)+/, 'a: import0,\n    ');
  // Functions of the wasm.
  const outward = new Map(exports);
  replace(/\bwasm\.([\w$]+)/g, (_, name) => `wasm.${outward.get(name) ?? name}`);
  return text;
}
