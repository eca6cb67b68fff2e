import { answerJSON, readText } from './http.mjs';
import { play } from './step.mjs';

/**
 * Answers that tests wrote down beforehand. Each test has its own, so that tests can run side by side.
 *
 * - `POST /scripts` with a list of steps (see `step.mjs`) answers `{"path": "/scripts/<id>"}`
 * - any request below that path, as `/scripts/<id>/v1/environments`, gets the next step
 * - `GET /scripts/<id>/log` answers every such request in the order in which they came, and how each ended
 */
export class Scripts {
  #scripts = new Map();

  async handle(request, response) {
    const [, id, rest] = /^\/scripts(?:\/([^/?]+)(\/.*))?$/.exec(request.url) ?? [];
    if (!id && request.method === 'POST') return answerJSON(response, 200, this.#add(JSON.parse(await readText(request))));
    const script = this.#scripts.get(id);
    if (!script) return answerJSON(response, 404, { testServer: `no script has the path ${request.url}` });
    if (rest === '/log') return answerJSON(response, 200, script.log);
    return follow(script, rest, request, response);
  }

  #add(steps) {
    const id = String(this.#scripts.size);
    this.#scripts.set(id, { steps, log: [] });
    return { path: `/scripts/${id}` };
  }
}

/**
 * Notes a request and plays the next step to it. How it `ended`: `answered`; `cut` by the script; `gone`, when the client went away
 * first; `null` while it has not.
 */
async function follow(script, path, request, response) {
  const { method, headers } = request;
  const entry = { method, path, headers, body: null, ended: null };
  script.log.push(entry);
  response.once('close', () => {
    entry.ended ??= response.writableFinished ? 'answered' : 'gone';
  });
  const step = script.steps.shift() ?? { status: 418, body: 'the script is over' };
  entry.body = await readText(request).catch(() => null);
  await play(step, response, () => {
    entry.ended = 'cut';
  });
}
