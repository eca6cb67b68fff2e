// A command's output, whole lines at a time: several commands print at once.

const NEWLINE = 0x0a;
/** A line that is longer is passed on in parts. */
const LONGEST = 64 * 1024;

/**
 * Passes on what a stream says, until it ends. As slow as whoever takes it.
 *
 * @param {AsyncIterable<Buffer>} stream
 * @param {(lines: Buffer) => Promise<void>} pass gets whole lines, each with its newline
 */
export async function passLines(stream, pass) {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    const data = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    const end = data.lastIndexOf(NEWLINE) + 1 || (data.length > LONGEST ? data.length : 0);
    rest = data.subarray(end);
    if (end) await pass(data.subarray(0, end));
  }
  if (rest.length) await pass(Buffer.concat([rest, Buffer.from('\n')]));
}

/** The lines with a text before each. */
export function prefixed(lines, prefix) {
  // A sign for each byte: a command may print what is no text. A lone \r begins no line.
  const before = Buffer.from(prefix).toString('latin1');
  const text = lines.toString('latin1').replace(/^|\n(?!$)/g, (newline) => newline + before);
  return Buffer.from(text, 'latin1');
}
