// The emulator's `fetch`, around the function that answers.

/** Deno gives a handler that says it takes nothing no request: the second argument counts in no length. And fetch does not throw. */
export const fetching =
  (answer) =>
  (input, init = undefined) => {
    try {
      return answer(input, init);
    } catch (error) {
      return Promise.reject(error);
    }
  };
