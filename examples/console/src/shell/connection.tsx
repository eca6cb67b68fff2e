import { useState } from 'preact/hooks';
import { chosenBaseURL, chosenKind, connect, source, upstreamOf } from '../api/connection.ts';
import type { Failure } from '../api/failure.ts';
import type { SourceKind } from '../api/source.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Choice, TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { FailureNote } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';

/** Says which API this is, always. */
export function ModeBadge({ onOpen }: { onOpen: () => void }) {
  const api = source.value;
  const kind = api?.kind ?? chosenKind.value;
  const baseURL = api?.baseURL ?? chosenBaseURL.value;
  const behind = kind === 'proxy' ? (upstreamOf(baseURL) ?? { what: 'Proxy', url: baseURL }) : { what: 'Emulator', url: 'in this page' };
  return (
    <button type="button" class={`mode ${behind.what.toLowerCase()}`} onClick={onOpen}>
      <span class="mode-dot" aria-hidden="true" />
      <span class="visually-hidden">API: </span>
      <strong>{behind.what}</strong> <span class="mode-where">{behind.url}</span>
      <span class="visually-hidden">. Change the connection</span>
    </button>
  );
}

const kinds: ReadonlyArray<{ value: SourceKind; label: string; hint: string }> = [
  {
    value: 'emulator',
    label: 'Emulator in this page',
    hint: 'The whole API, as WebAssembly. No server, no account; a reload starts over.',
  },
  {
    value: 'proxy',
    label: 'API behind a proxy',
    hint: 'A base URL of this origin. The proxy adds the API key, so that the page has none.',
  },
];

/** What is said at a field of the form; everything else is said below it. */
const placed = ['baseURL', 'authToken'];

/** Chooses the API. */
export function ConnectionDialog({ onClose }: { onClose: () => void }) {
  const [kind, setKind] = useState(chosenKind.value);
  const [baseURL, setBaseURL] = useState(chosenBaseURL.value);
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const world = source.value?.world;

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const failed = await connect(kind, baseURL.trim(), key);
    setBusy(false);
    setFailure(failed);
    if (failed) return;
    toast(kind === 'emulator' ? 'Connected to a new emulator in this page' : `Connected through ${baseURL}`);
    onClose();
  };
  const isSame = kind === 'emulator' && world !== undefined;
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button kind="primary" type="submit" form="connection" busy={busy}>
        {isSame ? 'Start over' : 'Connect'}
      </Button>
    </>
  );
  return (
    <Dialog title="Connection" onClose={onClose} footer={footer}>
      <form id="connection" class="stack" onSubmit={submit} noValidate>
        <Choice legend="Where the API is" look="cards" options={kinds} value={kind} onValue={setKind} />
        {kind === 'proxy' && (
          <>
            <TextField
              label="Base URL"
              mono
              value={baseURL}
              onValue={setBaseURL}
              placeholder="/api"
              error={failure?.fields.get('baseURL')}
              hint="Relative to this page's origin, like /api, or the proxy's whole URL."
            />
            <TextField
              label="Environment key"
              optional
              secret
              mono
              value={key}
              onValue={setKey}
              error={failure?.fields.get('authToken')}
              hint="Only for the worker in this page, and only where the proxy adds none. It is kept in memory and nowhere else."
            />
          </>
        )}
        {kind === 'emulator' && world && (
          <Checkbox
            label="Life goes on"
            hint="Sessions arrive, and simulated workers take them."
            checked={world.isBusy.value}
            onChecked={(checked) => {
              world.isBusy.value = checked;
            }}
          />
        )}
        {failure && !placed.some((field) => failure.fields.has(field)) && <FailureNote failure={failure} />}
        <p class="fine">
          <Icon name="warning" size={16} />
          An API key never belongs into a page: everyone who opens the page can read it.
        </p>
      </form>
    </Dialog>
  );
}
