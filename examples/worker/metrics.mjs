// What there is to know of a worker, for Prometheus.

const seconds = (ms) => ms / 1000;

/** What is read when somebody asks. The names end in their unit, and those of counters in `_total`. */
const READINGS = [
  ['Gauge', 'leasehold_concurrency', 'Items that may be worked on at once', ({ settings }) => settings.concurrency],
  ['Gauge', 'leasehold_leases_held', 'Leases that are held', ({ heartbeats }) => heartbeats.stats().size],
  ['Gauge', 'leasehold_items_running', 'Items that are being worked on', ({ shift }) => shift.stats().running],
  ['Gauge', 'leasehold_draining', '1 once the process was told to end', ({ shift }) => (shift.state === 'working' ? 0 : 1)],
  ['Counter', 'leasehold_polls_total', 'Polls that are over', ({ shift }) => shift.stats().polls],
  ['Counter', 'leasehold_items_claimed_total', 'Items that were claimed', ({ shift }) => shift.stats().claimed],
  ['Counter', 'leasehold_beats_total', 'Heartbeats that were sent', ({ heartbeats }) => heartbeats.stats().beats],
  ['Counter', 'leasehold_beats_failed_total', 'Heartbeats without a good answer', ({ heartbeats }) => heartbeats.stats().failures],
  ['Counter', 'leasehold_beats_late_total', 'Heartbeats sent over a second late', ({ heartbeats }) => heartbeats.stats().late],
  ['Counter', 'leasehold_beats_adopted_total', 'Lost answers that were taken over', ({ heartbeats }) => heartbeats.stats().adopted],
];

/** The same of the queue, where it may be asked about. What it does not say is left out. */
const QUEUE_READINGS = [
  ['leasehold_queue_up', '1 when the service told its statistics', (stats) => (stats ? 1 : 0)],
  ['leasehold_queue_depth', 'Items that wait', (stats) => stats?.depth],
  ['leasehold_queue_pending', 'Items that were polled and not acknowledged yet', (stats) => stats?.pending],
  ['leasehold_queue_workers_polling', 'Workers that polled in the last 30 seconds', (stats) => stats?.workers_polling],
  ['leasehold_queue_oldest_age_seconds', 'For how long the oldest item has waited', age],
];

/**
 * Makes the registry of a process.
 *
 * @param {typeof import("prom-client")} prom given, and not imported: this folder depends on nothing
 * @param {object} parts
 * @param {import("./shift.mjs").Shift} parts.shift
 * @param {import("leasehold").Heartbeats} parts.heartbeats
 * @param {import("./queue.mjs").Queue} [parts.queue] left out where the queue may not be asked about
 * @param {{concurrency: number}} parts.settings
 */
export function openRegistry(prom, { queue, ...parts }) {
  const registry = new prom.Registry();
  const registers = [registry];
  for (const [type, name, help, value] of READINGS) {
    new prom[type]({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(value(parts));
      },
    });
  }
  for (const [name, help, value] of queue ? QUEUE_READINGS : []) {
    new prom.Gauge({
      name,
      help,
      registers,
      async collect() {
        const reading = value(await queue.stats());
        if (typeof reading === 'number') this.set(reading);
        else this.remove();
      },
    });
  }
  countItems(prom, registers, parts);
  return registry;
}

/** What events tell: how items end, how long they take, how late beats are, how leases are lost. */
function countItems(prom, registers, { shift }) {
  new prom.Counter({
    name: 'leasehold_items_total',
    help: 'Items that are over, by outcome',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset();
      for (const [outcome, count] of Object.entries(shift.outcomes)) this.inc({ outcome }, count);
    },
  });
  const duration = new prom.Histogram({
    name: 'leasehold_item_duration_seconds',
    help: 'How long handlers ran',
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600],
    registers,
  });
  const lateness = new prom.Histogram({
    name: 'leasehold_beat_lateness_seconds',
    help: 'How long after it was due a heartbeat was sent',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const lost = new prom.Counter({
    name: 'leasehold_leases_lost_total',
    help: 'Leases that were lost, by reason',
    labelNames: ['reason'],
    registers,
  });
  for (const reason of ['expired', 'taken', 'refused']) lost.inc({ reason }, 0);
  for (const type of ['finished', 'failed']) shift.on(type, ({ durationMs }) => duration.observe(seconds(durationMs)));
  shift.on('beat', ({ latenessMs }) => lateness.observe(seconds(latenessMs)));
  shift.on('lost', ({ reason }) => lost.inc({ reason }));
}

function age(stats) {
  if (!stats) return undefined;
  return stats.oldest_queued_at === null ? 0 : Math.max(0, seconds(Date.now() - Date.parse(stats.oldest_queued_at)));
}
