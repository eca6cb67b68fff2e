import type { ComponentChildren } from 'preact';
import type { Failure } from '../api/failure.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

/** What went wrong, where it went wrong. Read out at once. */
export function FailureNote({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  return (
    <div class="note bad" role="alert">
      <Icon name="warning" />
      <div>
        <strong>{failure.title}</strong>
        <p>{failure.message}</p>
        {failure.requestId && <p class="hint mono">{failure.requestId}</p>}
      </div>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}

/** Nothing is here, and what to do about it. */
export function Empty({
  icon,
  title,
  children,
  action,
  isPage = false,
}: {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
  /** It is all that the page shows. */
  isPage?: boolean;
}) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} size={24} />
      </span>
      {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

/** Stands where something will be, in its size, so that nothing moves when it comes. */
export function Skeleton({ width = '100%', height = '1rem' }: { width?: string; height?: string }) {
  return <span class="skeleton" style={{ width, height }} aria-hidden="true" />;
}
