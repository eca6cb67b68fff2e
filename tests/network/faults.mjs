// What a network does to a request and its answer, by name.

/**
 * One request on its way through the proxy.
 *
 * @typedef {object} Passage
 * @property {Buffer} request
 * @property {() => number} random from 0 up to 1
 * @property {() => Promise<Buffer>} ask sends the request to the server; gives the whole answer
 * @property {(bytes: Buffer) => void} say passes bytes on to the client
 * @property {() => void} cut ends the client's connection
 * @property {() => void} reset the same with a reset, as a machine that has forgotten the connection does
 * @property {(ms: number) => Promise<void>} pause
 * @property {Promise<void>} gone the client has left
 */

/** How late is late, in milliseconds: later than what was sent after it. */
const LATE_MS = [20, 1_200];
/** Later than the client waits. */
const TOO_LATE_MS = [3_500, 9_000];
const TRICKLE_MS = 1_000;

const between = ([from, to], chance) => from + (to - from) * chance;
const headOf = (answer) => answer.indexOf('\r\n\r\n') + 4;

/** Where an answer breaks off: how many of its bytes arrive. */
const places = {
  'before its head': () => 0,
  'in its head': (answer, chance) => 1 + Math.floor(chance * (headOf(answer) - 2)),
  'in its body': (answer, chance) =>
    Math.min(headOf(answer) + 1 + Math.floor(chance * (answer.length - headOf(answer) - 1)), answer.length - 1),
};

/** How it does. */
const ends = {
  cut: (passage) => passage.cut(),
  reset: (passage) => passage.reset(),
  stalled: (passage) => passage.gone,
};

/** What goes wrong with the answer to a request that took effect. */
const broken = Object.entries(ends).flatMap(([how, end]) =>
  Object.entries(places).map(([where, place]) => [
    `the answer is ${how} ${where}`,
    async (passage) => {
      const answer = await passage.ask();
      passage.say(answer.subarray(0, place(answer, passage.random())));
      await end(passage);
    },
  ]),
);

/** @type {Record<string, (passage: Passage) => Promise<void>>} */
export const faults = {
  ...Object.fromEntries(broken),

  'the answer trickles, a byte a second': async ({ ask, say, random, pause }) => {
    const answer = await ask();
    // The last few bytes, so that some answers are whole before the client loses patience.
    const left = 1 + Math.floor(random() * 5);
    say(answer.subarray(0, -left));
    for (const byte of answer.subarray(-left)) {
      await pause(TRICKLE_MS);
      say(Buffer.of(byte));
    }
  },

  'the request is reset on its way': async ({ reset }) => reset(),
  'the request is lost on its way': ({ gone }) => gone,

  'the request comes twice, and the first answer counts': async ({ ask, say }) => {
    const first = ask();
    ask().catch(() => {});
    say(await first);
  },
  'the request comes twice, and the second answer counts': async ({ ask, say }) => {
    await ask();
    say(await ask());
  },
  'the request comes again, much later': async ({ ask, say, random, pause }) => {
    say(await ask());
    await pause(between(TOO_LATE_MS, random()));
    await ask();
  },

  'the request is late': async ({ ask, say, random, pause }) => {
    await pause(between(LATE_MS, random()));
    say(await ask());
  },
  'the answer is late': async ({ ask, say, random, pause }) => {
    const answer = await ask();
    await pause(between(LATE_MS, random()));
    say(answer);
  },
  'the request comes when nobody waits for it any more': async ({ ask, random, pause }) => {
    await pause(between(TOO_LATE_MS, random()));
    await ask();
  },
};

/** The fate of a request where nothing goes wrong. */
export const fine = async ({ ask, say }) => say(await ask());
