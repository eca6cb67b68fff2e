/**
 * A WebAssembly module's sections after its header of eight bytes: what each is, its number first, and where (WebAssembly core
 * specification, 5.5 "Modules").
 *
 * @param {Uint8Array} bytes
 * @returns {Array<{id: number, start: number, content: Uint8Array, end: number}>}
 */
export function sectionsOf(bytes) {
  const reader = new Reader(bytes.subarray(8));
  const sections = [];
  while (!reader.isDone) {
    const start = 8 + reader.at;
    const [id, content] = [reader.byte(), reader.chunk()];
    sections.push({ id, start, content, end: 8 + reader.at });
  }
  return sections;
}

/**
 * The names of functions, by their number: the first kind of names that the section of names has (its appendix on that).
 *
 * @param {Uint8Array} bytes
 * @returns {Map<number, string>}
 */
export function functionNamesOf(bytes) {
  const decoder = new TextDecoder();
  for (const { id, content } of sectionsOf(bytes)) {
    const reader = new Reader(content);
    if (id !== 0 || decoder.decode(reader.chunk()) !== 'name') continue;
    while (!reader.isDone) {
      const kind = reader.byte();
      const names = new Reader(reader.chunk());
      if (kind === 1) return new Map(Array.from({ length: names.number() }, () => [names.number(), decoder.decode(names.chunk())]));
    }
  }
  return new Map();
}

/** Reads what the binary format is made of. */
export class Reader {
  #bytes;
  at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get isDone() {
    return this.at >= this.#bytes.length;
  }

  byte() {
    return this.#bytes[this.at++];
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
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }
}

/** A number as LEB128, unsigned. */
export function leb128(value) {
  return value < 128 ? [value] : [128 + (value % 128), ...leb128(Math.floor(value / 128))];
}
