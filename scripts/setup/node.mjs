import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { Stop } from '../lib/say.mjs';
import { atLeast } from '../lib/versions.mjs';

/** Is the Node that runs us new enough? */
export function ensureNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const oldest = engines.node.replace(/^>=/, '');
  if (!atLeast(process.versions.node, oldest)) {
    throw new Stop(`Node ${oldest} or newer is needed; this is ${process.versions.node}. https://nodejs.org`);
  }
}
