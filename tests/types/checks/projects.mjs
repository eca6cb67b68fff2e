// Every project has to compile, with TypeScript's current major and with the one before; the declarations with the oldest that knows `using`.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { dist, entryDeclarations, folder, projectFiles, testFiles } from './paths.mjs';

const require = createRequire(import.meta.url);
const DIAGNOSTIC = /^(?:(?<file>\S[^(]*)\(\d+,\d+\): )?error TS\d+/;

const [oldest, ...installed] = ['typescript-oldest', 'typescript-current', 'typescript'].map((name) => {
  const manifest = require.resolve(`${name}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  return { version, major: Number.parseInt(version, 10), tsc: join(dirname(manifest), 'bin/tsc') };
});

/** The two compilers are what their names say, and there is something to compile. */
export async function* prerequisites() {
  const [current, previous] = installed;
  const problems = previous.major === current.major - 1 ? [] : [`${previous.version} is not of the major before ${current.version}`];
  yield { name: `TypeScript ${current.version} and ${previous.version}`, problems };
  yield { name: `the package is built, with ${entryDeclarations().length} entries`, problems: [] };
}

/** Compiles all projects with both compilers: a check for each test file in each, and one for the package's declarations. */
export async function* projects() {
  const jobs = installed.flatMap((compiler) => projectFiles().map((project) => ({ compiler, project })));
  const compiled = new Set();
  for await (const { compiler, project, output } of pooled(jobs)) {
    const name = `TypeScript ${compiler.version}, ${project.match(/\.(.*)\./)[1]}`;
    const lines = output.split('\n');
    const read = new Set(lines.filter((line) => !DIAGNOSTIC.test(line)).map((line) => line.trim().replaceAll('\\', '/')));
    const problems = byFile(lines);
    const tests = testFiles().filter((file) => read.has(`${folder}/${file}`));
    for (const file of tests) {
      compiled.add(file);
      yield { name: `${name}: ${file}`, problems: problems.get(file) ?? [] };
      problems.delete(file);
    }
    const declarations = [...read].filter((file) => file.startsWith(dist)).length;
    const elsewhere = [...problems.values()].flat();
    if (!tests.length) elsewhere.push('no test was compiled', ...lines);
    if (!declarations && tests.some(usesThePackage)) elsewhere.push('the package was not found');
    yield { name: `${name}: ${declarations} declaration files`, problems: elsewhere };
  }
  const forgotten = testFiles().filter((file) => !compiled.has(file));
  yield { name: `each of ${testFiles().length} test files belongs to a project`, problems: forgotten };
}

/** The declarations, by themselves and looked at whole. */
export async function* declarations() {
  const { output } = await compile({ compiler: oldest, project: 'base.json' });
  const lines = output.split('\n');
  const problems = lines.filter((line) => DIAGNOSTIC.test(line));
  if (!lines.some((line) => line.startsWith(dist))) problems.push('the package was not found');
  yield { name: `TypeScript ${oldest.version}, the declarations`, problems };
}

const usesThePackage = (file) => /from 'leasehold'/.test(readFileSync(join(folder, file), 'utf8'));

/** What the compiler complains about, by file; what continues over several lines stays together. */
function byFile(lines) {
  const problems = new Map();
  let last;
  for (const line of lines) {
    const found = DIAGNOSTIC.exec(line);
    if (found) {
      const file = (found.groups.file ?? '').replaceAll('\\', '/');
      last = [...(problems.get(file) ?? []), line];
      problems.set(file, last);
    } else if (last && /^\s+\S/.test(line)) last.push(line);
    else last = undefined;
  }
  return problems;
}

/** Compiles each job, as many at a time as the machine has processors, and yields them in their order. */
async function* pooled(jobs) {
  const running = [];
  let next = 0;
  const start = () => next < jobs.length && running.push(compile(jobs[next++]));
  for (let i = 0; i < availableParallelism(); i++) start();
  for (let i = 0; i < jobs.length; i++) {
    yield await running[i];
    start();
  }
}

function compile({ compiler, project }) {
  const args = [compiler.tsc, '-p', project, '--noEmit', '--pretty', 'false', '--listFiles'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else if (error && !stdout.split('\n').some((line) => DIAGNOSTIC.test(line))) reject(new Error(`${project}: ${stderr || stdout}`));
      else resolve({ compiler, project, output: stdout });
    });
  });
}
