import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { lockedVersion, packageField } from '../lib/versions.mjs';
import { unlocked } from './locks.mjs';

const examples = 'examples/rust/Cargo.lock';

/** Rust and npm describe one package; the lock files must serve every machine. */
export async function versions() {
  const [manifest, lock] = ['package.json', 'package-lock.json'].map((name) => JSON.parse(read(name)));
  const rules = {
    'package.json has the name of Cargo.toml': manifest.name === packageField('name'),
    'package.json has the version of Cargo.toml': manifest.version === packageField('version'),
    'package.json has the licence of Cargo.toml': manifest.license === packageField('license'),
    'package-lock.json has the version of package.json':
      lock.version === manifest.version && lock.packages[''].version === manifest.version,
    'package.json pins every devDependency': Object.values(manifest.devDependencies).every((version) =>
      /^(npm:\S+@)?\d+\.\d+\.\d+$/.test(version),
    ),
    'package.json has no dependencies': !Object.keys(manifest.dependencies ?? {}).length,
    "package-lock.json names no registry but npm's": hosts(read('package-lock.json')).every((host) => host === 'registry.npmjs.org'),
    'examples/rust/Cargo.lock has the version of Cargo.toml': lockedVersion('leasehold', examples) === packageField('version'),
    'examples/rust/Cargo.lock has the wasm-bindgen of Cargo.lock':
      lockedVersion('wasm-bindgen', examples) === lockedVersion('wasm-bindgen'),
    'Cargo.toml pins wasm-bindgen to what Cargo.lock has': read('Cargo.toml').includes(
      `wasm-bindgen = "=${lockedVersion('wasm-bindgen')}"`,
    ),
  };
  const broken = Object.keys(rules).filter((rule) => !rules[rule]);
  for (const rule of broken) console.error(`not so: ${rule}`);
  const manifests = unlocked();
  for (const [name, problems] of manifests) for (const problem of problems) console.error(`${name}: ${problem}`);
  const unpinned = [...manifests.values()].filter((problems) => problems.length).length;
  const failed = broken.length + unpinned;
  return { passed: Object.keys(rules).length + manifests.size - failed, failed };
}

function hosts(lock) {
  return [...lock.matchAll(/"resolved": "\w+:\/\/([^/"]+)/g)].map(([, host]) => host);
}

function read(name) {
  return readFileSync(join(root, name), 'utf8');
}
