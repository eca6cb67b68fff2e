// Times and numbers as people read them.

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration in its two largest units: `850 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`, `12 d`. */
export function duration(ms: number): string {
  if (ms < second) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10 * second) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return two(ms, minute, 'min', second, 's');
  if (ms < day) return two(ms, hour, 'h', minute, 'min');
  return `${Math.floor(ms / day)} d`;
}

/** A duration in whole units, for what is counted on by the second: `0 s`, `59 s`, `3 min 20 s`. */
export function age(ms: number): string {
  return ms < minute ? `${Math.max(0, Math.floor(ms / second))} s` : duration(ms);
}

/** How long ago a moment was, roughly: `now`, `5 min ago`, `3 d ago`. */
export function ago(moment: string, nowMs: number): string {
  const ms = nowMs - Date.parse(moment);
  if (ms < 10 * second) return 'just now';
  if (ms < minute) return `${Math.floor(ms / second)} s ago`;
  if (ms < hour) return `${Math.floor(ms / minute)} min ago`;
  if (ms < day) return `${Math.floor(ms / hour)} h ago`;
  if (ms < 60 * day) return `${Math.floor(ms / day)} d ago`;
  return date(moment);
}

const dates = new Intl.DateTimeFormat('en', { year: 'numeric', month: 'short', day: 'numeric' });
const moments = new Intl.DateTimeFormat('en', {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const clocks = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const numbers = new Intl.NumberFormat('en');

/** A moment's day. */
export function date(moment: string): string {
  return dates.format(new Date(moment));
}

/** A moment to the second, with its day. */
export function dateTime(moment: string | number): string {
  return moments.format(new Date(moment));
}

/** A moment to the second, without its day. */
export function clockTime(moment: number): string {
  return clocks.format(new Date(moment));
}

/** A number with its thousands apart. */
export function count(value: number): string {
  return numbers.format(value);
}

/** A number with its noun: `1 item`, `12 items`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** An identifier that fits where the whole does not: its kind and its end. */
export function shortId(id: string): string {
  const cut = id.indexOf('_') + 1;
  return id.length - cut <= 10 ? id : `${id.slice(0, cut)}…${id.slice(-6)}`;
}

function two(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${largeName}${rest ? ` ${rest} ${smallName}` : ''}`;
}
