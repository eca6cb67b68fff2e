import { clockTime, shortId } from '../lib/format.ts';
import { Empty } from '../ui/states.tsx';
import type { LogLine } from './record.ts';

/** What happened, newest first. */
export function WorkerLog({ lines }: { lines: readonly LogLine[] }) {
  return (
    <section class="card" aria-labelledby="log-title">
      <div class="card-head">
        <h2 id="log-title">What happened</h2>
      </div>
      {lines.length === 0 ? (
        <Empty icon="slow" title="Nothing yet">
          Start the worker, and what becomes of each lease is written here.
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
        <div class="log" role="log" aria-labelledby="log-title" tabIndex={0}>
          {lines.map(({ id, atMs, tone, workId, text }) => (
            <p key={id} class={`log-line ${tone}`}>
              <time class="mono">{clockTime(atMs)}</time>
              {workId && <span class="mono log-work">{shortId(workId)}</span>}
              <span>{text}</span>
            </p>
          ))}
        </div>
      )}
    </section>
  );
}
