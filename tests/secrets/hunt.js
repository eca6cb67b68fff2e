// Looks for credentials in everything that a person can get hold of: texts, properties, getters, what is behind promises and in maps.

/** How many letters of a credential in a row are a find. */
const PART = 12;

/** What a person may call to look at something, besides reading its properties. */
const VIEWS = ['toString', 'toJSON', 'valueOf', 'snapshot', 'stats', 'getPaginatedItems', 'hasNextPage'];

export class Hunt {
  #parts = new Map();
  #inspect;
  /** What was found: where, and which credential. */
  found = [];
  /** How many texts were read. */
  read = 0;

  /**
   * @param {Record<string, string>} credentials by name
   * @param {(value: unknown) => string[]} inspect what the runtime's own inspection prints of a value
   */
  constructor(credentials, inspect = () => []) {
    this.#inspect = inspect;
    for (const [name, credential] of Object.entries(credentials)) {
      for (const form of forms(credential)) for (const part of partsOf(form)) this.#parts.set(part, name);
    }
  }

  /** Reads a text. */
  text(where, text) {
    this.read += 1;
    for (const part of partsOf(text)) {
      const name = this.#parts.get(part);
      if (name) return void this.found.push(`${where}: a part of the ${name}`);
    }
  }

  /** Reads everything about a value: what prints it, and what can be reached from it. */
  async value(where, value) {
    for (const print of [String, JSON.stringify]) this.text(where, String(got(() => print(value))));
    for (const text of this.#inspect(value)) this.text(`${where}, inspected`, text);
    await this.#reach(where, value);
  }

  /** Goes from a value to all that can be reached from it. */
  async #reach(where, root) {
    const seen = new Set([globalThis, globalThis.process, globalThis.console, globalThis.document, globalThis.navigator]);
    const queue = [[where, root]];
    for (let [path, value] = queue.shift(); ; [path, value] = queue.shift()) {
      const go = (name, next) => queue.push([`${path}${name}`, next]);
      if (typeof value === 'string') this.text(path, value);
      else if (typeof value === 'symbol') this.text(path, String(value));
      else if ((typeof value === 'object' || typeof value === 'function') && value && !seen.has(value)) {
        seen.add(value);
        if (value instanceof Promise) go(' resolved', await outcome(value));
        if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) this.text(path, bytesAsText(value));
        else neighbours(value, go);
      }
      if (!queue.length) return;
    }
  }
}

/** Own and inherited properties, and what getters, views and iteration give. */
function neighbours(value, go) {
  for (let holder = value; holder && holder !== Object.prototype && holder !== Function.prototype; holder = Object.getPrototypeOf(holder)) {
    for (const name of Reflect.ownKeys(holder)) {
      if (typeof name === 'string') go(`.${name.slice(0, 40)} (its name)`, name);
      else go(' (a symbol)', name);
      // By the one that has it, as a person's `value.name` does. A getter may throw: what it throws can be read too.
      if (name !== '__proto__' && name !== 'caller' && name !== 'callee' && name !== 'arguments') {
        go(
          `.${String(name).slice(0, 40)}`,
          got(() => Reflect.get(holder, name, value)),
        );
      }
    }
  }
  if (typeof value === 'function') return;
  for (const view of VIEWS) {
    const method = got(() => value[view]);
    if (typeof method === 'function')
      go(
        `.${view}()`,
        got(() => method.call(value)),
      );
  }
  if (value instanceof Map || value instanceof Set || value instanceof Headers) go(' entries', [...value]);
}

/** A credential in the forms in which it may turn up: as it is, in hexadecimal, and inside of base64 at each of its three offsets. */
function forms(credential) {
  const bytes = [...new TextEncoder().encode(credential)].map((byte) => byte.toString(16).padStart(2, '0'));
  const inBase64 = [0, 1, 2].map((offset) => btoa('.'.repeat(offset) + credential).slice(offset ? 4 : 0, -4));
  return [
    credential,
    bytes.join(''),
    bytes.join(' '),
    ...inBase64,
    ...inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

function* partsOf(text) {
  for (let i = 0; i + PART <= text.length; i += 1) yield text.slice(i, i + PART);
}

function bytesAsText(value) {
  const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return new TextDecoder('latin1').decode(bytes);
}

/** What a function gives, or what it throws. */
function got(body) {
  try {
    return body();
  } catch (error) {
    return error;
  }
}

/** What a promise comes to; one that is still open after a moment has nothing to show. */
function outcome(promise) {
  return new Promise((resolve) => {
    setTimeout(resolve, 5);
    // A prototype is no promise, whatever `instanceof` says.
    got(() => promise.then(resolve, resolve));
  });
}
