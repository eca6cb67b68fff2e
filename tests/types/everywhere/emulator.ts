// The emulator: what it takes, and where its fetch fits.
import { Client } from 'leasehold';
import {
  Emulator,
  type EmulatorOptions,
  type FaultPlan,
  type FaultRule,
  type JournalFilter,
  type LoadOptions,
  type NewWorkOptions,
} from 'leasehold/emulator';
import { type Fits, holds } from '../assert.js';

const emulator = new Emulator({ clock: 'virtual', faults: { rules: [{ endpoint: 'work.poll', call: 1, fault: 'refuse' }] } });
new Client({ apiKey: emulator.apiKey, fetch: emulator.fetch });

// What is optional may be given as `undefined`, also under `exactOptionalPropertyTypes`; and lists that nobody may change are taken.
type Undefined<Options> = { [Name in keyof Options]: undefined };
holds<Fits<Undefined<EmulatorOptions>, EmulatorOptions>>();
holds<Fits<Undefined<LoadOptions>, LoadOptions>>();
holds<Fits<Undefined<FaultPlan>, FaultPlan>>();
holds<Fits<Undefined<FaultRule>, FaultRule>>();
holds<Fits<Undefined<JournalFilter>, JournalFilter>>();
holds<Fits<Undefined<NewWorkOptions>, NewWorkOptions>>();
const plan = { rules: [{ requestDelayMs: [1, 2], fault: 'status', status: 429, headers: { 'retry-after': '1' } }] } as const;
emulator.setFaults(plan);

// @ts-expect-error Type '"work.pol"' is not assignable to type 'EmulatorEndpoint
emulator.setFaults({ rules: [{ endpoint: 'work.pol' }] });
// @ts-expect-error 'ttlSeconds' does not exist in type 'EmulatorOptions'
new Emulator({ ttlSeconds: 3 });
