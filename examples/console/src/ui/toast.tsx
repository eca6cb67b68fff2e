import { signal } from '@preact/signals';
import { Icon } from './icon.tsx';

const shownMs = 5_000;

interface Toast {
  id: number;
  text: string;
}

const toasts = signal<readonly Toast[]>([]);
let last = 0;

/** Says for a while that something was done. */
export function toast(text: string): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.value.slice(-2), { id, text }];
  setTimeout(() => {
    toasts.value = toasts.value.filter((shown) => shown.id !== id);
  }, shownMs);
}

/** Where {@link toast} says it. It is there from the start, so that screen readers notice what comes. */
export function Toasts() {
  return (
    <div class="toasts" role="status">
      {toasts.value.map(({ id, text }) => (
        <p key={id} class="toast">
          <Icon name="check" />
          {text}
        </p>
      ))}
    </div>
  );
}
