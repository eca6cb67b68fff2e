import type { Environment, WorkState } from 'leasehold';
import { useState } from 'preact/hooks';
import { nowMs } from '../lib/clock.ts';
import { ago, dateTime, shortId } from '../lib/format.ts';
import { Icon } from './icon.tsx';

/** An identifier that can be copied. */
export function Id({ id, whole = false }: { id: string; whole?: boolean }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(id);
    } catch {
      // Not allowed, or not there: a page that came over plain http from elsewhere has no clipboard.
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <button type="button" class="id mono" title={id} onClick={copy}>
      <span class="visually-hidden">{copied ? 'Copied' : 'Copy'} </span>
      <span>{whole ? id : shortId(id)}</span>
      <Icon name={copied ? 'check' : 'copy'} size={14} />
    </button>
  );
}

/** Where a work item is in its life. */
export function StateChip({ state }: { state: WorkState }) {
  return <span class={`chip state ${state}`}>{state}</span>;
}

/** What kind an environment is of, and whether it is in use. */
export function KindChip({ environment }: { environment: Environment }) {
  const isCloud = environment.config.type === 'cloud';
  return (
    <>
      <span class="chip kind">
        <Icon name={isCloud ? 'cloud' : 'server'} size={14} />
        {isCloud ? 'cloud' : 'self-hosted'}
      </span>
      {environment.archived_at && <span class="chip archived">archived</span>}
    </>
  );
}

/** How long ago a moment was; the moment itself on a closer look. */
export function Ago({ moment }: { moment: string }) {
  return (
    <time dateTime={moment} title={dateTime(moment)}>
      {ago(moment, nowMs.value)}
    </time>
  );
}

/** Key-value pairs, as small as can be. */
export function Pairs({ pairs, most = Number.POSITIVE_INFINITY }: { pairs: { [key: string]: string }; most?: number }) {
  const all = Object.entries(pairs);
  return (
    <span class="pairs">
      {all.slice(0, most).map(([key, value]) => (
        <span class="pair" key={key} title={`${key}: ${value}`}>
          <span>{key}</span>
          {value}
        </span>
      ))}
      {all.length > most && <span class="pair more">+{all.length - most}</span>}
    </span>
  );
}
