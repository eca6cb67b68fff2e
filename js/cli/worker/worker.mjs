// The worker behind `leasehold worker poll`.
import { makeClient } from '../call/client.mjs';
import { summary } from '../call/failure.mjs';
import { CommandFailed, runCommand } from './command.mjs';
import { HandOver } from './hand-over.mjs';
import { onSignals } from './signals.mjs';
import { Status } from './status.mjs';
import { variablesOf } from './variables.mjs';

/** How much longer than the command the lease may take to wind down: the command is killed before its item is let go. */
const AFTER_KILL_MS = 2000;

/**
 * Claims work and runs the command for each item, until it is drained or told to end.
 *
 * @param {Record<string, unknown>} values the options' values
 * @param {{environmentKey: string, baseURL: string}} access
 * @returns {Promise<number>} the exit code
 */
export async function work(values, access) {
  const client = makeClient(values, { authToken: access.environmentKey });
  const windDownMs = values['wind-down'] * 1000;
  const held = new Set();
  let isOver = false;
  const onWork = async (item, lease) => {
    if (isOver) lease.release();
    else await hold(item, lease);
    if (isOver) throw new CommandFailed('the worker was stopped, and the item goes back to the queue');
  };
  const hold = async (item, lease) => {
    held.add(lease);
    try {
      await runCommand(values['on-work'], {
        env: variablesOf(item, access),
        input: `${JSON.stringify(item)}\n`,
        lease,
        windDownMs,
        print: (from, lines) => status.print(from, lines, values.prefix && `${item.id}: `),
      });
    } finally {
      held.delete(lease);
    }
  };
  const { work: calls } = client.environments;
  const options = workerOptions(values, access, windDownMs, onWork);
  const worker = values['hand-over'] ? new HandOver(calls, options) : calls.worker(options);
  const status = new Status(() => worker.stats(), values);
  tellEvents(worker, status);
  status.tell(`working on ${values['environment-id']}, ${values.concurrency} at once`);

  const signals = onSignals({
    drain: () => {
      status.warn(`draining: waits for ${worker.stats().running} commands; once more ends them`);
      worker.drain().catch(() => {});
    },
    stop: () => {
      isOver = true;
      // What was not finished goes back to the queue when its lease runs out.
      for (const lease of held) lease.release();
      worker.drain().catch(() => {});
    },
  });
  try {
    await worker.run();
  } finally {
    status.end();
    signals.off();
  }
  const { failed, lost } = worker.stats();
  return signals.exitCode ?? (values.drain && failed + lost > 0 ? 1 : 0);
}

function workerOptions(values, { environmentKey }, windDownMs, onWork) {
  return {
    environmentId: values['environment-id'],
    environmentKey,
    onWork,
    windDownMs: windDownMs + AFTER_KILL_MS,
    concurrency: values.concurrency,
    drain: values.drain,
    ...(values['desired-ttl-seconds'] && { desiredTtlSeconds: values['desired-ttl-seconds'] }),
    ...(values['worker-id'] !== undefined && { workerId: values['worker-id'] }),
    ...(values['block-ms'] && { blockMs: values['block-ms'] }),
    ...(values['reclaim-older-than-ms'] !== undefined && { reclaimOlderThanMs: values['reclaim-older-than-ms'] }),
  };
}

function tellEvents(worker, status) {
  const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
  const why = (error) => (error instanceof CommandFailed ? error.message : error instanceof Error ? summary(error) : String(error));
  worker.on('claimed', ({ workId }) => status.tell(`${workId} claimed`));
  worker.on('beat', () => status.beat());
  worker.on('late', ({ workId, latenessMs }) => status.warn(`${workId} a heartbeat was ${seconds(latenessMs)} late`));
  worker.on('stopping', ({ workId }) => status.tell(`${workId} asked to stop`));
  worker.on('lost', ({ workId, reason }) => status.warn(`${workId} lost: ${reason}; its command is killed`));
  worker.on('finished', ({ workId, durationMs }) => status.tell(`${workId} finished after ${seconds(durationMs)}`));
  worker.on('failed', ({ workId, durationMs, error }) => status.warn(`${workId} failed after ${seconds(durationMs)}: ${why(error)}`));
  worker.on('idle', () => status.tell('the queue is empty'));
}
