const INIT = { headers: { 'content-type': 'application/json' } };

/** A `fetch` that answers at once, with bodies that were told beforehand, one after the other and from the first again. */
export class Memory {
  #bodies = [];
  #sent = 0;
  #noted;

  /** Takes anything `fetch` takes, and looks at it only while requests are noted. */
  fetch = async (input, init) => {
    this.#noted?.push(seen(new Request(input, init)));
    const body = this.#bodies[this.#sent % this.#bodies.length];
    this.#sent += 1;
    return new Response(body, INIT);
  };

  /** What to answer from now on. */
  answer(bodies) {
    this.#bodies = bodies;
    this.#sent = 0;
  }

  /** What is sent while `body` runs, as `GET /v1/…`. */
  async noting(body) {
    const noted = [];
    this.#noted = noted;
    try {
      return { answer: await body(), requests: noted };
    } finally {
      this.#noted = undefined;
    }
  }
}

/** The official SDK marks each of these calls with `beta=true`; that is the same request. */
function seen({ method, url }) {
  const { pathname, searchParams } = new URL(url);
  searchParams.delete('beta');
  searchParams.sort();
  return `${method} ${pathname}?${searchParams}`;
}
