import type { Environment } from 'leasehold';
import { type Failure, failureOf } from '../api/failure.ts';
import type { Source } from '../api/source.ts';
import { Confirm } from '../ui/dialog.tsx';
import { toast } from '../ui/toast.tsx';

interface EndingProps {
  api: Source;
  environment: Environment;
  onClose: () => void;
}

/** Asks, and archives. */
export function ArchiveDialog({ api, environment, onClose, onArchived }: EndingProps & { onArchived: (environment: Environment) => void }) {
  const archive = () =>
    attempt(async () => {
      onArchived(await api.client.environments.archive(environment.id));
      toast(`${environment.name} was archived`);
    });
  return (
    <Confirm title={`Archive ${environment.name}?`} action="Archive" onConfirm={archive} onClose={onClose}>
      <p>No new session starts here, and nothing about it can be changed any more. What runs goes on. This cannot be taken back.</p>
    </Confirm>
  );
}

/** Asks, has the name typed, and deletes. */
export function DeleteDialog({ api, environment, onClose, onDeleted }: EndingProps & { onDeleted: () => void }) {
  const remove = () =>
    attempt(async () => {
      await api.client.environments.delete(environment.id);
      toast(`${environment.name} was deleted`);
      onDeleted();
    });
  return (
    <Confirm
      title={`Delete ${environment.name}?`}
      action="Delete environment"
      danger
      typed={environment.name}
      onConfirm={remove}
      onClose={onClose}
    >
      <p>The environment goes, and its queue with it: workers that hold something from it lose it. This cannot be taken back.</p>
    </Confirm>
  );
}

async function attempt(action: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return failureOf(error);
  }
}
