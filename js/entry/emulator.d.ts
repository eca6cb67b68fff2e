/// <reference lib="esnext.disposable" />
// (The line above is for `[Symbol.dispose]`, which each of the wasm's classes has.)

export {
  Emulator,
  type EmulatorEndpoint,
  type EmulatorFetch,
  type EmulatorOptions,
  type EmulatorState,
  type FaultPlan,
  type FaultRule,
  type JournalChange,
  type JournalEntry,
  type JournalFilter,
  type JournalRequest,
  type LoadOptions,
  type NewWorkOptions,
} from 'leasehold-bindgen/emulator';
