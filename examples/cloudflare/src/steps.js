// How far a handler has come, in the object's storage.

/**
 * `step` of the handler's tools.
 *
 * @param {DurableObjectStorage} storage
 * @param {() => void} check throws where the item is not held any more
 * @returns {import('./env.js').Tools['step']}
 */
export function stepsIn(storage, check) {
  return async (name, work) => {
    const key = `step:${name}`;
    const done = /** @type {{result: any} | undefined} */ (await storage.get(key));
    check();
    // In an object, since a step may return nothing.
    if (done) return done.result;
    const result = await work();
    check();
    await storage.put(key, { result });
    return result;
  };
}
