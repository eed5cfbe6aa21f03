export { formatSummary } from './efficiency/format-summary';
export {
  type EfficiencyMethod,
  type EfficiencyRow,
  type LabelEfficiencyOptions,
  type Labelled,
  labelEfficiency,
  type RunContext,
  type RunOutcome,
} from './efficiency/label-efficiency';
export type { Bounded, LabelMultiplier } from './efficiency/label-multiplier';
export {
  type EfficiencyCell,
  type EfficiencyDifference,
  type EfficiencyMultiplier,
  type EfficiencySummary,
  type EfficiencySummaryOptions,
  summarizeLabelEfficiency,
} from './efficiency/summarize-label-efficiency';
export type { Matrix } from './features/matrix';
export { type Pca, pca } from './features/pca';
export { scaleTogether } from './features/scale-together';
export { type Standardization, standardize } from './features/standardize';
export { takeRows } from './features/take-rows';
export {
  type CrossValidationScore,
  defaultC,
  type LogisticHead,
  type LogisticHeadOptions,
  logisticHead,
} from './linear/logistic-head';
export { type LogisticRegressionOptions, logisticRegression } from './linear/logistic-regression';
export type { LogisticModel } from './linear/softmax-model';
export { type PairedDifference, pairedDifference } from './statistics/paired-difference';
export { type Interval, tInterval } from './statistics/t-interval';
export { type Proportion, wilsonInterval } from './statistics/wilson-interval';
export { classification, type LabelledBatch } from './training/classification';
export { extractFeatures } from './training/extract-features';
export { type ClassifierParts, type FitClassifierOptions, fitClassifier } from './training/fit-classifier';
export { linearHead } from './training/linear-head';
