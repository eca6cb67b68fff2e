import { fileURLToPath } from 'node:url';
import { type BuildEnvironmentOptions, defineConfig } from 'vite';
import { proxyTo } from './server/proxy.ts';

const { ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, ANTHROPIC_ENVIRONMENT_KEY } = process.env;

const proxy = proxyTo({
  baseURL: ANTHROPIC_BASE_URL || 'https://api.anthropic.com',
  apiKey: ANTHROPIC_API_KEY,
  environmentKey: ANTHROPIC_ENVIRONMENT_KEY,
});

/**
 * The page as `leasehold console` serves it: from inside the package, whose files stand a folder higher and are not copied. Names
 * without hashes, so that the package's list of files stays the same; its server has browsers ask whether they changed.
 */
const packaged = {
  // Vite's switch for pages that have to work under a strict Content-Security-Policy: nothing becomes a data: URL, no script is added.
  assetsInlineLimit: 0,
  modulePreload: false,
  rolldownOptions: {
    external: ['leasehold', 'leasehold/emulator'],
    output: {
      paths: { leasehold: '../index.js', 'leasehold/emulator': '../emulator.js' },
      entryFileNames: 'console.js',
      chunkFileNames: '[name].js',
      assetFileNames: '[name][extname]',
    },
  },
} satisfies BuildEnvironmentOptions;

export default defineConfig(({ mode }) => ({
  plugins: [proxy],
  // Relative, so that the built page works in any folder of any server.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { target: 'es2023', chunkSizeWarningLimit: 2_000, ...(mode === 'package' && packaged) },
  // The package is linked, and changes without its version changing: Vite must not keep a copy of it.
  optimizeDeps: { exclude: ['leasehold', 'leasehold/emulator'] },
  server: { fs: { allow: [fileURLToPath(new URL('../..', import.meta.url))] } },
}));
