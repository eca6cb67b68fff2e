/**
 * Each function of a WebAssembly module that has names, with the bytes of its body, and what the module's data takes (WebAssembly core
 * specification, 5.5 "Modules", and its appendix on the section of names).
 *
 * @param {Uint8Array} bytes
 * @returns {{functions: Array<{name: string, bytes: number}>, dataBytes: number}}
 */
export function contentsOf(bytes) {
  const module = new WebAssembly.Module(bytes);
  const names = namesOf(WebAssembly.Module.customSections(module, 'name')[0]);
  const imported = WebAssembly.Module.imports(module).filter(({ kind }) => kind === 'function').length;
  const sections = sectionsOf(bytes);
  const bodies = bodiesOf(sections.get(10));
  return {
    functions: bodies.map((size, index) => ({ name: names.get(imported + index) ?? '', bytes: size })),
    dataBytes: sections.get(11)?.length ?? 0,
  };
}

/** The sections after the header of eight bytes, by their number. */
function sectionsOf(bytes) {
  const reader = new Reader(bytes.subarray(8));
  const sections = new Map();
  while (!reader.isDone) sections.set(reader.byte(), reader.chunk());
  return sections;
}

function bodiesOf(section) {
  const reader = new Reader(section);
  return Array.from({ length: reader.number() }, () => reader.chunk().length);
}

/** The names of functions, by their number: the first kind of names that the section has. */
function namesOf(section) {
  const reader = new Reader(new Uint8Array(section));
  const decoder = new TextDecoder();
  while (!reader.isDone) {
    const kind = reader.byte();
    const names = new Reader(reader.chunk());
    if (kind === 1) return new Map(Array.from({ length: names.number() }, () => [names.number(), decoder.decode(names.chunk())]));
  }
  return new Map();
}

/** Reads what the binary format is made of. */
class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get isDone() {
    return this.#at >= this.#bytes.length;
  }

  byte() {
    return this.#bytes[this.#at++];
  }

  /** LEB128, unsigned. */
  number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  }

  /** Bytes behind their number. */
  chunk() {
    const length = this.number();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
