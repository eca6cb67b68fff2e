import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { guardProxy, proxyTo } from './server/proxy.ts';

const { ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, ANTHROPIC_ENVIRONMENT_KEY } = process.env;

const proxy = proxyTo({
  target: ANTHROPIC_BASE_URL ?? 'https://api.anthropic.com',
  apiKey: ANTHROPIC_API_KEY,
  environmentKey: ANTHROPIC_ENVIRONMENT_KEY,
});

export default defineConfig({
  plugins: [guardProxy()],
  // Relative, so that the built page works in any folder of any server.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { target: 'es2023', chunkSizeWarningLimit: 2_000 },
  // The package is linked, and changes without its version changing: Vite must not keep a copy of it.
  optimizeDeps: { exclude: ['leasehold', 'leasehold/emulator'] },
  server: { proxy, fs: { allow: [fileURLToPath(new URL('../..', import.meta.url))] } },
  preview: { proxy },
});
