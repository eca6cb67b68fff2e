import resolve from '@rollup/plugin-node-resolve';

export default {
  input: 'page.js',
  output: { file: 'dist/main.js', format: 'es' },
  plugins: [resolve()],
  onLog(level, log) {
    if (level === 'warn') throw new Error(log.message);
  },
};
