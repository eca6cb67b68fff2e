// What a poller asks for, taken down: the official SDK's and ours over the same answers.
import { compared, corrected } from './request.mjs';

export const ENVIRONMENT = 'env_1';
export const KEY = 'the-environment-key';

const work = (id, secret = null) => ({ id, environment_id: ENVIRONMENT, type: 'work', data: { type: 'session', id: 's' }, secret });

/** Answers: `item` is one of the queue, the others are what they are named. */
export const item = (id, secret) => Response.json(work(id, secret));
export const done = () => Response.json({});
export const empty = () => Response.json(null);
export const nothing = () => new Response(null, { status: 204 });
export const refused = (status) => Response.json({ type: 'error', error: { type: 'some_error', message: 'no' } }, { status });

/**
 * Goes through the poller of a client, and gives the requests, what came of the loop, and the ids of the items.
 *
 * @param {(fetch: typeof globalThis.fetch) => any} make makes the client
 * @param {(() => Response)[]} answers one for each request
 * @param {object} options the poller's
 * @param {(id: string, poller: any) => unknown} [body] the loop's; what it gives, unless that is nothing, ends the loop
 */
export async function polled(make, answers, options, body = () => {}) {
  const sent = [];
  const left = [...answers];
  const fetch = async (url, init) => {
    const headers = new Headers(init.headers);
    sent.push({
      ...corrected(compared({ url: new URL(url), headers, method: init.method, body: init.body })),
      authorization: headers.get('authorization'),
    });
    return left.length ? left.shift()() : refused(418);
  };
  const poller = make(fetch).beta.environments.work.poller({ environmentId: ENVIRONMENT, environmentKey: KEY, workerId: 'w', ...options });
  const ids = [];
  let outcome = 'ended';
  try {
    for await (const { id } of poller) {
      ids.push(id);
      if (body(id, poller) !== undefined) break;
    }
  } catch (error) {
    outcome = error.status ?? error.message;
  }
  return { sent, ids, outcome };
}
