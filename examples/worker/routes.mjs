// What the process answers over HTTP, for whoever watches over it.

/**
 * Makes a fetch handler: `/healthz` says that the process lives, `/readyz` whether it claims work, `/metrics` the rest.
 *
 * @param {import("./shift.mjs").Shift} shift
 * @param {import("prom-client").Registry} registry
 * @returns {(request: Request) => Promise<Response>}
 */
export function routes(shift, registry) {
  const pages = {
    '/healthz': () => new Response('ok\n'),
    '/readyz': () => new Response(`${shift.isReady ? 'ready' : `not ready: ${shift.state}`}\n`, { status: shift.isReady ? 200 : 503 }),
    '/metrics': async () => new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } }),
  };
  return async ({ method, url }) => {
    const { pathname } = new URL(url);
    if (!Object.hasOwn(pages, pathname)) return new Response(`${Object.keys(pages).join('\n')}\n`, { status: 404 });
    if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
    return pages[pathname]();
  };
}
