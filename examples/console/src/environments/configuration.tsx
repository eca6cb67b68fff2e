import type { CloudConfig, Environment } from 'leasehold';
import type { ComponentChildren } from 'preact';
import { dateTime } from '../lib/format.ts';
import { Ago, Id, Pairs } from '../ui/bits.tsx';
import { Button } from '../ui/button.tsx';
import { managers } from './draft.ts';

/** What an environment is made of. */
export function Configuration({ environment, onEdit }: { environment: Environment; onEdit: () => void }) {
  const { config, metadata } = environment;
  return (
    <div class="configuration">
      <section class="card" aria-labelledby="about">
        <div class="card-head">
          <h2 id="about">About</h2>
          <Button kind="quiet" icon="edit" disabled={environment.archived_at !== null} onClick={onEdit}>
            Edit
          </Button>
        </div>
        <dl class="facts">
          <Fact name="Identifier">
            <Id id={environment.id} whole />
          </Fact>
          <Fact name="Visible to">{environment.scope ?? 'as the server decides'}</Fact>
          <Fact name="Created">{dateTime(environment.created_at)}</Fact>
          <Fact name="Updated">
            <Ago moment={environment.updated_at} />
          </Fact>
          {environment.archived_at && <Fact name="Archived">{dateTime(environment.archived_at)}</Fact>}
          <Fact name="Metadata">{Object.keys(metadata).length ? <Pairs pairs={metadata} /> : <span class="faint">None</span>}</Fact>
        </dl>
      </section>
      {config.type === 'cloud' ? <Cloud config={config} /> : <OwnMachines />}
    </div>
  );
}

function Cloud({ config: { networking, packages } }: { config: CloudConfig }) {
  const installed = managers.filter((manager) => packages[manager].length);
  return (
    <>
      <section class="card" aria-labelledby="networking">
        <div class="card-head">
          <h2 id="networking">Networking</h2>
        </div>
        <dl class="facts">
          <Fact name="Policy">{networking.type === 'limited' ? 'Limited to what is listed' : 'Unrestricted'}</Fact>
          {networking.type === 'limited' && (
            <>
              <Fact name="Allowed hosts">
                {networking.allowed_hosts.length ? <List items={networking.allowed_hosts} /> : <span class="faint">None</span>}
              </Fact>
              <Fact name="Package registries">{networking.allow_package_managers ? 'In reach' : 'Only if listed'}</Fact>
              <Fact name="MCP servers">{networking.allow_mcp_servers ? 'In reach' : 'Only if listed'}</Fact>
            </>
          )}
        </dl>
      </section>
      <section class="card" aria-labelledby="packages">
        <div class="card-head">
          <h2 id="packages">Packages</h2>
        </div>
        {installed.length ? (
          <dl class="facts">
            {installed.map((manager) => (
              <Fact key={manager} name={manager}>
                <List items={packages[manager]} />
              </Fact>
            ))}
          </dl>
        ) : (
          <p class="card-text faint">None: the image as it is.</p>
        )}
      </section>
    </>
  );
}

function OwnMachines() {
  return (
    <section class="card" aria-labelledby="machines">
      <div class="card-head">
        <h2 id="machines">Machines of your own</h2>
      </div>
      <p class="card-text">
        Sessions wait in the queue until a worker polls for them. There is nothing to configure here: what a session may reach and what is
        installed is up to the machine that the worker runs on.
      </p>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function List({ items }: { items: readonly string[] }) {
  return (
    <ul class="plain-list mono">
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
