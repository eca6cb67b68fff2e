// Formats Rust and JavaScript in place, and applies the fixes that are safe. `npm run format`
import { join } from 'node:path';
import { crate as fuzz } from './fuzz/targets.mjs';
import { run } from './lib/command.mjs';
import { root } from './lib/paths.mjs';
import { main } from './lib/say.mjs';
import { setup } from './setup.mjs';

await main(async () => {
  const { host } = await setup(['rust', 'lints', 'node-modules']);
  for (const cwd of [root, fuzz]) await run('cargo', ['fmt'], { cwd, env: host });
  await run('cargo', ['fmt', '--all'], { cwd: join(root, 'examples/rust'), env: host });
  await run(process.execPath, [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'check', '--write'], { cwd: root, env: host });
});
