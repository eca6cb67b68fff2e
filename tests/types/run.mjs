// The type tests: `node tests/types/run.mjs`, after `npm run build`. Prints what was checked, and as its last line
// `N passed, N failed`.
import { documented, noAny } from './checks/declarations.mjs';
import { declarations, prerequisites, projects } from './checks/projects.mjs';
import { reasons } from './checks/reasons.mjs';

const counts = { passed: 0, failed: 0 };

for (const check of [prerequisites, projects, declarations, reasons, noAny, documented]) {
  try {
    for await (const { name, problems } of check()) report(name, problems);
  } catch (error) {
    report(check.name, [error.stack]);
    if (check === prerequisites) break;
  }
}
if (counts.passed === 0) report('anything at all', ['nothing was checked']);
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed ? 1 : 0;

function report(name, problems) {
  counts[problems.length ? 'failed' : 'passed'] += 1;
  console.log(`${problems.length ? 'FAILED' : 'ok    '} ${name}`);
  for (const problem of problems) console.log(`       ${problem}`);
}
