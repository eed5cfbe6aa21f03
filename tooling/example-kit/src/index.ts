export { type Companion, share, startCompanion, tell } from './companion';
export { efficiencySeries } from './efficiency-series';
export { fingerprint } from './fingerprint';
export { type ExampleOptions, parseOptions } from './options';
export { type ProgressBar, progressBar } from './progress-bar';
export { type Versions, versions } from './protocol';
export { type RowFile, rowFile } from './row-file';
