// The suite in a runtime that takes a script: `RUNTIME script.mjs <URL of the test server> <URL of an entry>…`. Prints the report as JSON.
import process from 'node:process';
import { runAll } from './run.js';

const [server, ...urls] = process.argv.slice(2);
const entries = await Promise.all(urls.map((url) => import(url)));
const report = await runAll(entries, server, 8);
const version = globalThis.Deno?.version.deno ?? globalThis.Bun?.version ?? process.versions.node;
console.log(JSON.stringify({ ...report, version }));
// A test may have left a server stalling.
process.exit();
