/** What is to be reached, in bytes, by what is downloaded. Only what is recorded is enforced: it may come down and not go up. */
export const BUDGETS = { leasehold: 38_000, 'leasehold/slim with leasehold/wasm': 28_000, 'leasehold/calls': 38_000 };
