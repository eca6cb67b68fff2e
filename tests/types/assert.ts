// What the type tests are written with. A claim that is not true does not compile.

/** Whether `T` is `any`. */
export type IsAny<T> = 0 extends 1 & T ? true : false;

/** Whether two types are the same, not only assignable to each other. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Whether a `From` can be used where a `To` is expected. `any` can be used anywhere, so it does not count. */
export type Fits<From, To> = IsAny<From> extends true ? 'is any' : IsAny<To> extends true ? 'is any' : [From] extends [To] ? true : false;

/** Claims something about types. */
export declare function holds<_Claim extends true>(): void;

/** Claims that `value` has the type `T`, exactly. */
export declare function is<T>(): <Value>(value: Value & (Same<Value, T> extends true ? unknown : never)) => void;
