import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Failure } from '../api/failure.ts';
import { Button, IconButton } from './button.tsx';
import { FailureNote } from './states.tsx';

interface DialogProps {
  title: string;
  /** In the middle; or at the side, where what is behind stays in sight. */
  look?: 'centre' | 'side';
  size?: 'small' | 'large';
  onClose: () => void;
  children: ComponentChildren;
  footer?: ComponentChildren;
  /** Beside the title. */
  aside?: ComponentChildren;
}

/** A dialog over the page. The browser keeps the focus inside, closes it with Escape, and gives the focus back. */
export function Dialog({ title, look = 'centre', size = 'small', onClose, children, footer, aside }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // A click that began inside, as when text is marked, is none beside the dialog.
  const isPressedBeside = useRef(false);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog closes it; the keyboard has Escape.
    <dialog
      ref={dialog}
      class={`dialog ${look} ${size}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        isPressedBeside.current = event.target === event.currentTarget;
      }}
      onClick={(event) => {
        if (isPressedBeside.current && event.target === event.currentTarget) onClose();
      }}
    >
      <div class="dialog-box">
        <header>
          <h2 id={id}>{title}</h2>
          {aside}
          <IconButton icon="close" label="Close" onClick={onClose} />
        </header>
        <div class="dialog-body">{children}</div>
        {footer && <footer>{footer}</footer>}
      </div>
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  children: ComponentChildren;
  /** What the button says. */
  action: string;
  danger?: boolean;
  /** Has to be typed first. */
  typed?: string;
  /** Gives what went wrong, and the dialog stays; or nothing, and it closes. */
  onConfirm: () => Promise<Failure | undefined>;
  onClose: () => void;
}

/** Asks before something is done. */
export function Confirm({ title, children, action, danger = false, typed, onConfirm, onClose }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [text, setText] = useState('');
  const id = useId();
  const confirm = async () => {
    setBusy(true);
    const failed = await onConfirm();
    setBusy(false);
    setFailure(failed);
    if (!failed) onClose();
  };
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button kind={danger ? 'danger' : 'primary'} busy={busy} disabled={typed !== undefined && text !== typed} onClick={confirm}>
        {action}
      </Button>
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} footer={footer}>
      {children}
      {typed !== undefined && (
        <div class="field">
          <label for={id}>
            Type <strong>{typed}</strong> to confirm
          </label>
          <input id={id} type="text" autocomplete="off" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </div>
      )}
      {failure && <FailureNote failure={failure} />}
    </Dialog>
  );
}
