// What a panic does, on every runtime: the test build of the client in, what was seen out.

/** A call that a panic ends, calls beside and after it, and panics outside of any call. */
export async function panics({ Client, LeaseholdError, forcePanic, forcePanicInCall }) {
  const answer = async () => new Response('{"id":"env_1","type":"environment"}');
  const client = new Client({ authToken: 'token', fetch: answer });
  const retrieve = () => client.environments.retrieve('env_1').then(({ id }) => id, said);
  const said = (error) => (error instanceof LeaseholdError ? error.message.replace(/\(.*\)$/, '') : `${error}`);

  forcePanicInCall();
  const together = await Promise.all([retrieve(), retrieve(), retrieve()]);
  const next = await retrieve();

  const thrown = new Set();
  // Were the stack not put back, it would be used up by then: each panic leaves 16 KB, of 1 MB.
  for (let i = 0; i < 500; i += 1) {
    try {
      forcePanic(7);
    } catch (error) {
      thrown.add(said(error));
    }
    await undefined;
  }
  forcePanicInCall();
  const again = [await retrieve(), await retrieve()];
  client.free();
  return { together, next, thrown: [...thrown], again };
}

const BUG = 'this is a bug in leasehold, please report it:';

/** What is to be seen. */
export const expected = {
  together: [`${BUG} forced, in a call `, 'env_1', 'env_1'],
  next: 'env_1',
  thrown: [`${BUG} forced, 7 `],
  again: [`${BUG} forced, in a call `, 'env_1'],
};
