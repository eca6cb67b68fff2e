import type { Environment } from 'leasehold';
import type { Source } from '../api/source.ts';

/** placeholder until the lease part lands */
export function WorkerTab({ api, environment }: { api: Source; environment: Environment }) {
  return <p>{api.kind + environment.id}</p>;
}
