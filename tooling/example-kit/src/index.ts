export { type Companion, share, startCompanion, threads } from './companion';
export { efficiencySeries } from './efficiency-series';
export { fingerprint } from './fingerprint';
export { type ExampleOptions, parseOptions } from './options';
export { orExit } from './or-exit';
export { type ProgressBar, progressBar, stage } from './progress-bar';
export { type Versions, versions } from './protocol';
export { type RowFile, rowFile } from './row-file';
