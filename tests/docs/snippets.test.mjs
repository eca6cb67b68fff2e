// The code in README.md, docs/ and the examples' READMEs does what it says: each piece is run, over the emulator.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fencesOf, pages } from './fences.mjs';
import { scenes } from './scenes.mjs';
import { openWorld, put, runNode } from './world.mjs';

for (const page of pages) {
  const fences = fencesOf(page);
  const listed = scenes[page] ?? [];
  describe(page, () => {
    test('each piece of JavaScript has a scene in tests/docs/scenes.mjs', () => {
      assert.deepEqual(
        listed.map(({ heading }) => heading),
        fences.map(({ heading }) => heading),
      );
    });

    listed.slice(0, fences.length).forEach(({ run, unrun }, index) => {
      const { at, heading, code } = fences[index];
      test(`${at}, ${heading}: ${unrun ? `parses; not run, for it is ${unrun}` : 'runs'}`, { timeout: 60_000 }, async () => {
        const world = await openWorld();
        try {
          put(world, 'parsed.mjs', code);
          await runNode(world, ['--check', 'parsed.mjs'], {});
          await run?.(world, code);
        } finally {
          world.close();
        }
      });
    });
  });
}
