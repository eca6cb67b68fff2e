// The suite in a runtime that takes a script: `RUNTIME script.mjs <URL of the entry> <URL of the test server>`. Prints the report as JSON.
import process from 'node:process';
import { runAll } from './run.js';

const [entry, server] = process.argv.slice(2);
const report = await runAll(await import(entry), server, 8);
const version = globalThis.Deno?.version.deno ?? globalThis.Bun?.version ?? process.versions.node;
console.log(JSON.stringify({ ...report, version }));
// A test may have left a server stalling.
process.exit();
