// Plain objects out of what Rust counts.

/** An object of numbers; `names` is a list with spaces in between. */
export const facts = (names, values) => Object.fromEntries(names.split(' ').map((name, i) => [name, values[i]]));
