export { type ArrayDataset, arrayDataset, type Column, type ColumnBatch } from './batching/array-dataset';
export { type GlyphsOptions, glyphs } from './glyphs/glyphs';
export { type Augmentation, augment, type BatchShape } from './images/augment';
export { compose } from './images/compose';
export {
  type ImageBatch,
  type ImageBytes,
  type ImageDataset,
  type ImageShape,
  imageDataset,
  type UnlabelledBatch,
} from './images/image-dataset';
export { shift } from './images/shift';
export type { ReadProgress } from './mnist/download';
export { type MnistOptions, mnist } from './mnist/mnist';
export { type IdxArray, parseIdx } from './mnist/parse-idx';
export { type BudgetOptions, type LabelBudget, labelBudget } from './splits/label-budget';
export { type Selectable, type SplitOptions, split } from './splits/split';
