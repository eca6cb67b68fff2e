/** What the user can put right; shown as its message alone. */
export class Refusal extends Error {
  name = 'Refusal';
}
