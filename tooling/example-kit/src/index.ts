export { type ExampleOptions, parseOptions } from './options';
export { type ProgressBar, progressBar } from './progress-bar';
export { type RowFile, rowFile } from './row-file';
