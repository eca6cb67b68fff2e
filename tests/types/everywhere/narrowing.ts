// Unions narrow on `type`, to the last member.
import type {
  CloudConfig,
  Environment,
  HealthCheckWorkData,
  LimitedNetwork,
  SelfHostedConfig,
  SessionWorkData,
  UnrestrictedNetwork,
  WorkItem,
  WorkState,
} from 'leasehold';
import { is } from '../assert.js';

export function config({ config }: Environment): string {
  switch (config.type) {
    case 'cloud':
      is<CloudConfig>()(config);
      if (config.networking.type === 'unrestricted') {
        is<UnrestrictedNetwork>()(config.networking);
      } else {
        is<LimitedNetwork>()(config.networking);
        return config.networking.allowed_hosts.join();
      }
      return config.packages.pip.join();
    case 'self_hosted':
      is<SelfHostedConfig>()(config);
      return 'own machines';
    default:
      return config satisfies never;
  }
}

export function data({ data }: WorkItem): string {
  if (data.type === 'session') {
    is<SessionWorkData>()(data);
  } else {
    is<HealthCheckWorkData>()(data);
    is<'healthcheck'>()(data.type);
  }
  return data.id;
}

// Every state has a case: a state that is added to the type and forgotten here does not compile.
export function step(state: WorkState): number {
  switch (state) {
    case 'queued':
      return 0;
    case 'starting':
      return 1;
    case 'active':
      return 2;
    case 'stopping':
      return 3;
    case 'stopped':
      return 4;
  }
}
