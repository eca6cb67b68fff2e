// Chance that can be had again.

/** Numbers from 0 up to 1, the same ones for the same seed: an integer, or a text. (mulberry32, and FNV-1a for texts.) */
export function randomFrom(seed) {
  let state = typeof seed === 'string' ? hash(seed) : seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

function hash(text) {
  let bits = 0x811c9dc5;
  for (const byte of Buffer.from(text)) bits = Math.imul(bits ^ byte, 0x01000193);
  return bits >>> 0;
}

/** The seed of a run: `name` in the process environment, or a new one. It is printed, so that the run can be had again. */
export function seedFrom(name) {
  const seed = process.env[name] ?? String(Math.floor(Math.random() * 2 ** 32));
  console.log(`${name}=${seed}`);
  return seed;
}
