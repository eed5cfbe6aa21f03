// Ceilings of what a bundler adds to an app, brotli, without TensorFlow.js and other dependencies. Whoever raises one says why here.
const external = [
  '@gen/*',
  '@tensorflow/*',
  '@observablehq/plot',
  '@resvg/resvg-wasm',
  'dejavu-fonts-ttf',
  'fast-png',
  'fflate',
  'linkedom',
  'ml-matrix',
  'node:*',
  'simple-statistics',
];

const size = (name, limit, names = '*') => ({
  name: names === '*' ? `@gen/${name}` : `@gen/${name} ${names}`,
  path: `packages/${name}/dist/index.js`,
  import: names,
  ignore: external,
  limit,
});

export default [
  size('backend', '16 kB'),
  { ...size('backend-simd', '150 kB'), gzip: true }, // with its kernels, which are most of it
  size('core', '20 kB'),
  size('core', '2.5 kB', '{ createRng }'), // what is not used is not paid for
  size('datasets', '16 kB'),
  size('losses', '4 kB'),
  size('report', '16 kB'),
  size('semi-supervised', '10 kB'),
  size('vae', '6 kB'),
];
