import type { Environment } from 'leasehold';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../api/failure.ts';
import type { Source } from '../api/source.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Choice, TextArea, TextField } from '../ui/field.tsx';
import { MetadataEditor } from '../ui/metadata.tsx';
import { FailureNote } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { createParams, type Draft, draftOf, type Manager, managers, updateParams } from './draft.ts';

const kinds: ReadonlyArray<{ value: Draft['kind']; label: string; hint: string }> = [
  { value: 'self_hosted', label: 'Self-hosted', hint: 'Sessions wait in a queue for workers on machines of your own.' },
  { value: 'cloud', label: 'Cloud', hint: "Sessions run in the service's containers." },
];

const networks: ReadonlyArray<{ value: Draft['network']; label: string; hint: string }> = [
  { value: 'unrestricted', label: 'Unrestricted', hint: 'A container may reach everything.' },
  { value: 'limited', label: 'Limited', hint: 'A container may reach only what is listed here.' },
];

const examples: Readonly<Record<Manager, string>> = {
  apt: 'ripgrep',
  cargo: 'just',
  gem: 'rake',
  go: 'golang.org/x/tools/gopls@latest',
  npm: 'typescript@5',
  pip: 'pandas==2.2.0',
};

/** Where each path of the API is shown; whatever else it names is shown above the form. */
const placed = /^(name|description|metadata|config\.type|config\.networking(\..+)?|config\.packages(\..+)?)$/;

/** Creates an environment, or edits one. */
export function EnvironmentForm({
  api,
  environment,
  onClose,
  onSaved,
}: {
  api: Source;
  environment?: Environment;
  onClose: () => void;
  onSaved: (environment: Environment) => void;
}) {
  // As it was when the form was opened: what somebody else changes meanwhile is no change of this one.
  const [before] = useState(environment);
  const [draft, setDraft] = useState(() => draftOf(before));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const form = useRef<HTMLFormElement>(null);
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const error = (path: string) => failure?.fields.get(path);

  // To what is wrong, so that it is read out and can be put right.
  useEffect(() => {
    if (failure) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [failure]);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const { environments } = api.client;
      const saved = before
        ? await environments.update(before.id, updateParams(draft, before))
        : await environments.create(createParams(draft));
      toast(before ? `${saved.name} was changed` : `${saved.name} was created`);
      onSaved(saved);
    } catch (caught) {
      setFailure(failureOf(caught));
      setBusy(false);
    }
  };
  const elsewhere = failure && ![...failure.fields.keys()].some((path) => placed.test(path));
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button kind="primary" type="submit" form="environment" busy={busy}>
        {environment ? 'Save changes' : 'Create environment'}
      </Button>
    </>
  );
  return (
    <Dialog title={environment ? `Edit ${environment.name}` : 'New environment'} size="large" onClose={onClose} footer={footer}>
      <form id="environment" ref={form} class="stack" onSubmit={submit} noValidate>
        {elsewhere && failure && <FailureNote failure={failure} />}
        <TextField label="Name" value={draft.name} onValue={(name) => set({ name })} error={error('name')} placeholder="build-farm" />
        <TextField
          label="Description"
          optional
          value={draft.description}
          onValue={(description) => set({ description })}
          error={error('description')}
          placeholder="What it is for"
        />
        <Choice
          legend="Kind"
          look="cards"
          options={kinds}
          value={draft.kind}
          onValue={(kind) => set({ kind })}
          error={error('config.type') ?? error('config')}
          disabled={environment !== undefined}
        />
        {draft.kind === 'cloud' && <CloudFields draft={draft} set={set} error={error} />}
        <MetadataEditor rows={draft.metadata} onRows={(metadata) => set({ metadata })} error={error('metadata')} />
      </form>
    </Dialog>
  );
}

function CloudFields({
  draft,
  set,
  error,
}: {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  error: (path: string) => string | undefined;
}) {
  const isLimited = draft.network === 'limited';
  return (
    <>
      <Choice
        legend="Networking"
        look="cards"
        options={networks}
        value={draft.network}
        onValue={(network) => set({ network })}
        error={error('config.networking') ?? error('config.networking.type')}
      />
      {isLimited && (
        <div class="inset stack">
          <TextArea
            label="Allowed hosts"
            mono
            rows={3}
            value={draft.hosts}
            onValue={(hosts) => set({ hosts })}
            error={error('config.networking.allowed_hosts')}
            placeholder={'api.example.com\nassets.example.com'}
            hint="One a line."
          />
          <Checkbox
            label="Package registries"
            hint="In reach even if they are not listed. Packages below need this."
            checked={draft.allowPackageManagers}
            onChecked={(allowPackageManagers) => set({ allowPackageManagers })}
            error={error('config.networking.allow_package_managers')}
          />
          <Checkbox
            label="MCP servers"
            hint="The agent's own, in reach even if they are not listed."
            checked={draft.allowMcpServers}
            onChecked={(allowMcpServers) => set({ allowMcpServers })}
            error={error('config.networking.allow_mcp_servers')}
          />
        </div>
      )}
      <fieldset class="packages" aria-describedby={error('config.packages') ? 'packages-error' : undefined}>
        <legend>
          Packages <span class="optional">optional, one a line</span>
        </legend>
        {error('config.packages') && (
          <p class="field-error" id="packages-error" tabIndex={-1} aria-invalid="true">
            {error('config.packages')}
          </p>
        )}
        <div class="packages-grid">
          {managers.map((manager) => (
            <TextArea
              key={manager}
              label={manager}
              mono
              rows={2}
              value={draft.packages[manager]}
              onValue={(text) => set({ packages: { ...draft.packages, [manager]: text } })}
              placeholder={examples[manager]}
              error={error(`config.packages.${manager}`)}
            />
          ))}
        </div>
      </fieldset>
    </>
  );
}
