// A worker example as a process of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import parsePrometheus from 'parse-prometheus-text-format';
import { workerCommand } from '../../../scripts/workers/command.mjs';
import { until } from '../../support/processes.mjs';

/** Nothing of whoever runs the tests. */
const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ANTHROPIC|WORKER|LOG)_/.test(name)));

/** A worker's process, its log, and what it answers over HTTP. */
export class Worker {
  /** Its log, a line each. */
  lines = [];
  /** What it printed anywhere else. */
  errors = [];
  #url;
  #end;

  /**
   * Starts one.
   *
   * @param {"node" | "deno"} runtime
   * @param {{variables: object, folder: string, args?: (args: string[]) => string[]}} options `args` changes what it is started with
   */
  constructor(runtime, { variables, folder, args: changed = (args) => args }) {
    const own = { WORKER_PORT: '0', ...variables };
    const { command, args, cwd } = workerCommand(runtime, { variables: own, folder });
    this.child = spawn(command, changed(args), { cwd, env: { ...bare, ...own }, stdio: ['ignore', 'pipe', 'pipe'] });
    createInterface({ input: this.child.stdout }).on('line', (line) => this.lines.push(line));
    createInterface({ input: this.child.stderr }).on('line', (line) => this.errors.push(line));
    once(this.child, 'close').then(([code, signal]) => {
      this.#end = { code: code ?? signal };
    });
  }

  /** Its exit code, or the signal that ended it, once it has ended. */
  get ended() {
    return until('the worker has ended', () => this.#end).then(({ code }) => code);
  }

  /** Its log, read: every line has to be an object. */
  get log() {
    return this.lines.map((line) => JSON.parse(line));
  }

  /** The lines of its log with this message. */
  said(message) {
    return this.log.filter(({ msg }) => msg === message);
  }

  /** Everything that it printed. */
  get printed() {
    return [...this.lines, ...this.errors].join('\n');
  }

  /** A page: its status and its text. */
  async get(path) {
    this.#url ??= this.said('working')[0]?.url;
    assert.ok(this.#url, `it serves: ${this.printed}`);
    return ask(`${this.#url}${path}`);
  }

  /** The status of a page; nothing while it is not served. */
  async status(path) {
    if (!this.lines.length) return undefined;
    return (await this.get(path)).status;
  }

  /** What it measures of the work, by name: a number, or numbers by label. A parser of the format reads all that there is. */
  async metrics() {
    const { text, type } = await this.get('/metrics');
    assert.match(type, /^text\/plain; version=0\.0\.4/);
    const families = parsePrometheus(text);
    return Object.fromEntries(
      families.filter(({ name }) => name.startsWith('leasehold_')).map((family) => [family.name, readingOf(family)]),
    );
  }

  signal(name) {
    this.child.kill(name);
  }
}

function readingOf({ type, metrics }) {
  if (type === 'HISTOGRAM') return { count: Number(metrics[0].count), sum: Number(metrics[0].sum), buckets: metrics[0].buckets };
  const values = metrics.map(({ value, labels }) => [Object.values(labels ?? {}).join(), Number(value)]);
  return values.length === 1 && values[0][0] === '' ? values[0][1] : Object.fromEntries(values);
}

/** Not by fetch, which may take a connection that the server is just closing. */
function ask(url) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: false }, async (incoming) => {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      resolve({ status: incoming.statusCode, type: incoming.headers['content-type'], text });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
