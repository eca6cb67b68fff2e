// The server under the JS suites, as a command: `node tests/server/main.mjs [--port N]`. Its first line is its URL.
import { fstatSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startServer } from './server.mjs';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const { url, close } = await startServer({ port: Number(values.port) });
console.log(url);

process.once('SIGTERM', close);
process.once('SIGINT', close);
// Whoever started it has gone when the pipe closes. A terminal and /dev/null say nothing of the kind.
const stdin = fstatSync(0);
if (stdin.isFIFO() || stdin.isSocket()) process.stdin.once('end', close).resume();
