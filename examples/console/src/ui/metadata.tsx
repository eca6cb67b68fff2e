import { useId } from 'preact/hooks';
import { Button, IconButton } from './button.tsx';
import { FieldError } from './field.tsx';

/** One pair while it is edited. */
export interface Row {
  /** Tells rows apart while their keys change. */
  id: number;
  key: string;
  value: string;
}

/** Pairs as rows to edit. */
export function rowsOf(metadata: { readonly [key: string]: string }): readonly Row[] {
  return Object.entries(metadata).map(([key, value], id) => ({ id, key, value }));
}

/** Rows as pairs. Rows without a key and a value count for nothing. */
export function pairsOf(rows: readonly Row[]): { [key: string]: string } {
  const filled = rows.filter(({ key, value }) => key.trim() !== '' || value !== '');
  // Not an object literal: a key may be `__proto__`.
  return Object.fromEntries(filled.map(({ key, value }) => [key.trim(), value]));
}

/** What turns `before` into what the rows say: a key that is gone is `null`, as the API wants it. */
export function changeOf(before: { readonly [key: string]: string }, rows: readonly Row[]): { [key: string]: string | null } {
  const after = pairsOf(rows);
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const set = Object.entries(after).filter(([key, value]) => !Object.hasOwn(before, key) || before[key] !== value);
  return Object.fromEntries([...gone.map((key): [string, null] => [key, null]), ...set]);
}

/** Edits key-value pairs. */
export function MetadataEditor({
  rows,
  onRows,
  error,
}: {
  rows: readonly Row[];
  onRows: (rows: readonly Row[]) => void;
  error?: string | undefined;
}) {
  const id = useId();
  const change = (row: Row) => onRows(rows.map((other) => (other.id === row.id ? row : other)));
  const add = () => onRows([...rows, { id: Math.max(-1, ...rows.map((row) => row.id)) + 1, key: '', value: '' }]);
  return (
    <fieldset class="metadata" aria-describedby={error ? `${id}-error` : undefined}>
      <legend>
        Metadata <span class="optional">optional</span>
      </legend>
      {rows.map((row, index) => (
        <div class="metadata-row" key={row.id}>
          <input
            type="text"
            class="mono"
            aria-label={`Key ${index + 1}`}
            aria-invalid={Boolean(error)}
            placeholder="key"
            autocomplete="off"
            value={row.key}
            onInput={(event) => change({ ...row, key: event.currentTarget.value })}
          />
          <input
            type="text"
            class="mono"
            aria-label={`Value ${index + 1}`}
            placeholder="value"
            autocomplete="off"
            value={row.value}
            onInput={(event) => change({ ...row, value: event.currentTarget.value })}
          />
          <IconButton
            icon="close"
            label={`Remove ${row.key || `pair ${index + 1}`}`}
            onClick={() => onRows(rows.filter((other) => other.id !== row.id))}
          />
        </div>
      ))}
      <Button kind="quiet" icon="add" onClick={add}>
        Add a pair
      </Button>
      <FieldError id={`${id}-error`} error={error} />
    </fieldset>
  );
}
