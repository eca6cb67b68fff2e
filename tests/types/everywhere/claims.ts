// What the other tests are written with: a claim that is not true must not compile, and `any` is never good enough.
import { type Fits, holds, is, type Same } from '../assert.js';

declare const anything: ReturnType<typeof JSON.parse>;

holds<Same<string | number, number | string>>();
holds<Fits<'a', string>>();
is<string>()(String(1));

// @ts-expect-error Type 'false' does not satisfy the constraint 'true'
holds<Same<string, string | undefined>>();
// @ts-expect-error Type 'false' does not satisfy the constraint 'true'
holds<Same<string, typeof anything>>();
// @ts-expect-error Type 'false' does not satisfy the constraint 'true'
holds<Fits<string, 'a'>>();
// @ts-expect-error Type '"is any"' does not satisfy the constraint 'true'
holds<Fits<typeof anything, string>>();
// @ts-expect-error Type '"is any"' does not satisfy the constraint 'true'
holds<Fits<string, typeof anything>>();
// @ts-expect-error is not assignable to parameter of type 'never'
is<string>()(1);
// @ts-expect-error is not assignable to parameter of type 'never'
is<string>()(anything);
