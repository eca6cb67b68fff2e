/**
 * Lets sides take turns, round after round, so that whatever else the machine does is felt by all; and each is now the first of a
 * round, now the last. The first rounds warm up and do not count.
 *
 * @template Value
 * @param {Record<string, () => Promise<Value>>} sides
 * @param {{rounds: number, warmUp: number}} how
 * @param {(text: string) => void} tell hears how far it is
 * @returns {Promise<Record<string, Value[]>>} a value a side and round; those of one round stand at the same place
 */
export async function takeTurns(sides, { rounds, warmUp }, tell) {
  const names = Object.keys(sides);
  const values = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < warmUp + rounds; round += 1) {
    tell(round < warmUp ? `warming up, round ${round + 1} of ${warmUp}` : `round ${round + 1 - warmUp} of ${rounds}`);
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round) % names.length];
      const value = await sides[name]();
      if (round >= warmUp) values[name].push(value);
    }
  }
  return values;
}
