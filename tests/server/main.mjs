// The server under the JS suites, as a command: `node tests/server/main.mjs [--port N]`. Its first line is its URL.
import { fstatSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startServer } from './server.mjs';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const { url, close } = await startServer({ port: Number(values.port) });
console.log(url);

// An open stdin, or a poll that waits, would keep the process.
const end = () => close().then(() => process.exit());
process.once('SIGTERM', end);
process.once('SIGINT', end);
// Whoever started it has gone when the pipe closes. A terminal and /dev/null say nothing of the kind.
const stdin = fstatSync(0);
if (stdin.isFIFO() || stdin.isSocket()) process.stdin.once('end', end).resume();
