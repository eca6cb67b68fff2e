/**
 * Reads a stream to its end; `undefined` where that is more than `limit` bytes. What the length was said to be does not count.
 *
 * @param {ReadableStream} stream
 * @param {number} limit
 * @returns {Promise<Uint8Array | undefined>}
 */
export async function readWithin(stream, limit) {
  const chunks = [];
  let length = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of stream) {
    length += chunk.byteLength;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
