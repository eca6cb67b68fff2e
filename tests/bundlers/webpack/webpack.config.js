import { resolve } from 'node:path';

export default {
  mode: 'production',
  entry: './page.js',
  output: { path: resolve('dist'), filename: 'main.js' },
  // A warning of webpack's own about this package would be a fault of this package.
  ignoreWarnings: [],
  performance: { hints: false },
};
