// A registry that has one package: as much of npm's protocol as installing it takes.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { serve } from 'srvx';

/**
 * Serves a packed package.
 *
 * @param {string} tarball
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function startRegistry(tarball) {
  const content = readFileSync(tarball);
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const { name, version } = manifest;
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  const fetch = ({ url }) => {
    const { origin, pathname } = new URL(url);
    if (pathname === `/${name}.tgz`) return new Response(content);
    if (pathname !== `/${name}`) return new Response('there is one package here', { status: 404 });
    const dist = { tarball: `${origin}/${name}.tgz`, integrity };
    const { devDependencies: _, scripts: __, ...published } = manifest;
    return Response.json({ name, 'dist-tags': { latest: version }, versions: { [version]: { ...published, dist } } });
  };
  const server = serve({ fetch, hostname: '127.0.0.1', port: 0, silent: true, gracefulShutdown: false });
  await server.ready();
  return { url: new URL(server.url).origin, close: () => server.close(true) };
}
