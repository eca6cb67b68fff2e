import resolve from '@rollup/plugin-node-resolve';

function onLog(level, log) {
  if (level === 'warn') throw new Error(log.message);
}

export default [
  { input: 'page.js', output: { file: 'dist/main.js', format: 'es' }, plugins: [resolve()], onLog },
  {
    input: 'server.js',
    output: { file: 'dist/server/server.js', format: 'es' },
    plugins: [resolve({ exportConditions: ['node'] })],
    external: /^node:/,
    onLog,
  },
];
