import { defineConfig } from 'vite';

export default defineConfig(({ isSsrBuild }) => ({
  base: './',
  // Nothing stays outside: the package goes through Vite for the server too.
  ssr: { noExternal: true },
  worker: { format: 'es' },
  build: isSsrBuild ? { outDir: 'dist/server' } : { outDir: 'dist/page', rollupOptions: { input: ['index.html', 'worker.html'] } },
}));
