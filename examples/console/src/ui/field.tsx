import type { ComponentChildren, TargetedInputEvent } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  /** What is wrong with the value. */
  error?: string | undefined;
  /** Shown as not needed. */
  optional?: boolean;
}

/** What makes an input belong to its label, its hint and its error. */
interface Wiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
}

/** A label, an input, what to know about it, and what is wrong with it. */
export function Field({
  label,
  hint,
  error,
  optional = false,
  children,
}: FieldProps & { children: (wiring: Wiring) => ComponentChildren }) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>
        {label}
        {optional && <span class="optional">optional</span>}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': Boolean(error) })}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
}

/** What is wrong with a field. */
export function FieldError({ id, error }: { id: string; error: string | undefined }) {
  return error ? (
    <p class="field-error" id={id}>
      {error}
    </p>
  ) : null;
}

interface TextFieldProps extends FieldProps {
  value: string;
  onValue: (value: string) => void;
  /** Not shown while it is typed, and kept by no browser. */
  secret?: boolean;
  placeholder?: string;
  disabled?: boolean;
  mono?: boolean;
}

/** A line of text. */
export function TextField({
  label,
  hint,
  error,
  optional = false,
  value,
  onValue,
  secret = false,
  placeholder,
  disabled = false,
  mono = false,
}: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(wiring) => {
        const input = {
          ...wiring,
          class: mono ? 'mono' : '',
          placeholder,
          disabled,
          value,
          onInput: (event: TargetedInputEvent<HTMLInputElement>) => onValue(event.currentTarget.value),
        };
        return secret ? (
          <input {...input} type="password" autocomplete="new-password" />
        ) : (
          <input {...input} type="text" autocomplete="off" />
        );
      }}
    </Field>
  );
}

/** Several lines of text. */
export function TextArea({
  label,
  hint,
  error,
  optional = false,
  value,
  onValue,
  rows = 3,
  placeholder,
  mono = false,
}: FieldProps & { value: string; onValue: (value: string) => void; rows?: number; placeholder?: string; mono?: boolean }) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(wiring) => (
        <textarea
          {...wiring}
          class={mono ? 'mono' : ''}
          rows={rows}
          placeholder={placeholder}
          spellcheck={!mono}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** A yes or no. */
export function Checkbox({
  label,
  hint,
  error,
  checked,
  onChecked,
  disabled = false,
}: {
  label: string;
  hint?: string;
  error?: string | undefined;
  checked: boolean;
  onChecked: (checked: boolean) => void;
  disabled?: boolean;
}) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="checkbox">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={described || undefined}
        aria-invalid={Boolean(error)}
        onChange={(event) => onChecked(event.currentTarget.checked)}
      />
      <div>
        <label for={id}>{label}</label>
        {hint && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
        <FieldError id={`${id}-error`} error={error} />
      </div>
    </div>
  );
}

/** One of a few, all in sight. */
export function Choice<T extends string>({
  legend,
  options,
  value,
  onValue,
  look = 'segments',
  error,
  disabled = false,
}: {
  legend: string;
  options: ReadonlyArray<{ value: T; label: ComponentChildren; hint?: string }>;
  value: T;
  onValue: (value: T) => void;
  /** A row of words, without its legend in sight; or boxes with a sentence each. */
  look?: 'segments' | 'cards';
  error?: string | undefined;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <fieldset class={`choice ${look}`} aria-describedby={error ? `${id}-error` : undefined} disabled={disabled}>
      <legend class={look === 'segments' ? 'visually-hidden' : ''}>{legend}</legend>
      <div class="options">
        {options.map((option) => (
          <label key={option.value}>
            <input type="radio" name={id} checked={value === option.value} onChange={() => onValue(option.value)} />
            <span class="option">
              <span class="option-label">{option.label}</span>
              {option.hint && <span class="hint">{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
      <FieldError id={`${id}-error`} error={error} />
    </fieldset>
  );
}
