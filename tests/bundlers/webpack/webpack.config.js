import { resolve } from 'node:path';

const common = {
  mode: 'production',
  // A warning of webpack's own about this package would be a fault of this package.
  ignoreWarnings: [],
  performance: { hints: false },
};

export default [
  { ...common, entry: { main: './page.js', slim: './slim.js' }, output: { path: resolve('dist'), filename: '[name].js' } },
  { ...common, target: 'node', entry: './server.js', output: { path: resolve('dist/server'), filename: 'server.cjs' } },
];
