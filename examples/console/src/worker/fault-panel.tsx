import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Source } from '../api/source.ts';
import { Button } from '../ui/button.tsx';
import type { IconName } from '../ui/icon.tsx';
import { blockMs, type Faults, sleepMs } from './faults.ts';

const mostLatencyMs = 8_000;

/** What can be thrown at the worker. */
export function FaultPanel({ api: { line }, faults }: { api: Source; faults: Faults }) {
  const id = useId();
  const isOffline = line.isOffline.value;
  const toLose = line.answersToLose.value;
  const latencyMs = line.latencyMs.value;
  const isWrong = isOffline || toLose > 0 || latencyMs > 0;
  return (
    <section class="card panel" aria-labelledby="faults-title">
      <div class="card-head">
        <h2 id="faults-title">Throw something at it</h2>
        <Button kind="quiet" disabled={!isWrong} onClick={() => faults.repair()}>
          Repair
        </Button>
      </div>
      <div class="panel-body">
        <div class="field">
          <div class="range-head">
            <label for={id}>Latency</label>
            <output for={id}>{latencyMs ? `${latencyMs / 1_000} s` : 'none'}</output>
          </div>
          <input
            id={id}
            type="range"
            min="0"
            max={mostLatencyMs}
            step="500"
            value={latencyMs}
            onInput={(event) => {
              line.latencyMs.value = event.currentTarget.valueAsNumber;
            }}
          />
        </div>
        <Fault
          icon="unheard"
          action={toLose ? `Lose an answer (${toLose} to come)` : 'Lose an answer'}
          onThrow={() => faults.loseAnswer()}
          hint="The beat takes effect; nobody hears of it. The next one conflicts with it, and the client takes it over."
        />
        <Fault
          icon="steal"
          action="Steal a lease"
          onThrow={() => void faults.steal()}
          hint="Another client beats for the newest one. Our next beat is refused, and the handler is told."
        />
        <Fault
          icon="unplug"
          action={isOffline ? 'Go online' : 'Go offline'}
          isOn={isOffline}
          onThrow={() => faults.setOffline(!isOffline)}
          hint="No beat gets through. The lease is let go before the server gives it to another."
        />
        <Fault
          icon="sleep"
          action="Let the laptop sleep"
          disabled={!faults.canSleep}
          onThrow={() => faults.sleep()}
          hint={
            faults.canSleep
              ? `${sleepMs / 1_000} s pass at once, and no timer runs. Short leases are over by then.`
              : "Only with the emulator in the page: a server's clock goes on by itself."
          }
        />
        <Fault
          icon="slow"
          action="Block the page"
          onThrow={() => faults.block()}
          hint={`For ${blockMs / 1_000} s: beats that are due meanwhile go out late.`}
        />
      </div>
    </section>
  );
}

function Fault({
  icon,
  action,
  hint,
  onThrow,
  isOn = false,
  disabled = false,
}: {
  icon: IconName;
  action: string;
  hint: ComponentChildren;
  onThrow: () => void;
  /** It goes on until it is ended. */
  isOn?: boolean;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div class={isOn ? 'fault on' : 'fault'}>
      <Button icon={icon} aria-describedby={id} disabled={disabled} onClick={onThrow}>
        {action}
      </Button>
      <p class="hint" id={id}>
        {hint}
      </p>
    </div>
  );
}
