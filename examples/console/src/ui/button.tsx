import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

interface Looks {
  /** What it does is the main thing here; is one of several; is quiet; cannot be undone. */
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  icon?: IconName;
  /** Something is on its way: it cannot be pressed again. */
  busy?: boolean;
  children?: ComponentChildren;
}

type ButtonProps = Looks & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'icon'> & { type?: 'button' | 'submit'; disabled?: boolean };

/**
 * A button with words on it. One that cannot be pressed keeps the focus, which the attribute `disabled` would take away: whoever uses the
 * keyboard would be at the top of the page again.
 */
export function Button({ kind = 'plain', icon, busy = false, type = 'button', disabled = false, children, onClick, ...rest }: ButtonProps) {
  const isOff = disabled || busy;
  return (
    <button {...rest} type={type} class={`button ${kind}`} aria-disabled={isOff} aria-busy={busy} onClick={isOff ? refuse : onClick}>
      {busy ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** Nothing is done, and no form is sent. */
function refuse(event: Event): void {
  event.preventDefault();
}

/** A button with an icon only; `label` says what it does. */
export function IconButton({
  icon,
  label,
  ...rest
}: { icon: IconName; label: string } & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'icon' | 'label'> & { disabled?: boolean }) {
  return (
    <button type="button" {...rest} class="icon-button" aria-label={label} title={label}>
      <Icon name={icon} />
    </button>
  );
}
