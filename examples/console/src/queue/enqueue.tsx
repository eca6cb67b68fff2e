import type { Environment } from 'leasehold';
import { useId, useState } from 'preact/hooks';
import { failureOf } from '../api/failure.ts';
import type { Source } from '../api/source.ts';
import { counted } from '../lib/format.ts';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast.tsx';

const most = 20_000;

/** Queues sessions. The API itself has no call for that: only the emulator in the page can stand in for whoever creates them. */
export function Enqueue({ api, environment, onDone }: { api: Source; environment: Environment; onDone?: () => void }) {
  const [amount, setAmount] = useState('10');
  const id = useId();
  const { world } = api;
  if (!world || environment.archived_at) return null;
  const wanted = Number(amount);
  const isRight = Number.isInteger(wanted) && wanted >= 1 && wanted <= most;
  const submit = (event: Event) => {
    event.preventDefault();
    try {
      for (let i = 0; i < wanted; i += 1) world.enqueue(environment.id);
      toast(`${counted(wanted, 'session')} queued`);
      onDone?.();
    } catch (error) {
      toast(failureOf(error)?.message ?? 'Nothing was queued');
    }
  };
  return (
    <form class="enqueue" onSubmit={submit}>
      <label for={id} class="visually-hidden">
        Sessions to queue
      </label>
      <input
        id={id}
        type="number"
        min="1"
        max={most}
        value={amount}
        aria-invalid={!isRight}
        onInput={(event) => setAmount(event.currentTarget.value)}
      />
      <Button type="submit" icon="add" disabled={!isRight}>
        Queue sessions
      </Button>
    </form>
  );
}
