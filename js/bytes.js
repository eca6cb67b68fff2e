// Reads the wasm that scripts/build/text.mjs wrote as text.

/** The bytes that `text` stands for. A sign from `#` on is a byte; `!` or a space in front of it adds one or two times 92. */
export function bytesOf(text) {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let add = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 35) {
      bytes[length++] = code - 35 + add;
      add = 0;
    } else {
      add = code === 33 ? 92 : 184;
    }
  }
  return bytes.subarray(0, length);
}
