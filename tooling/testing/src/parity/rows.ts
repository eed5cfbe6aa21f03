import type { ParityRow } from './row';
import { compositions } from './rows/compositions';
import { convolutions } from './rows/convolutions';
import { elementwise } from './rows/elementwise';
import { linear } from './rows/linear';
import { losses } from './rows/losses';
import { normalizations } from './rows/normalizations';
import { reductions } from './rows/reductions';
import { shapes } from './rows/shapes';
import { windows } from './rows/windows';

/** Every row of the parity suite, by topic, in the order of the table. */
export const topics: Readonly<Record<string, readonly ParityRow[]>> = {
  Elementwise: elementwise,
  Reductions: reductions,
  'Shapes and indices': shapes,
  'Linear algebra': linear,
  Convolutions: convolutions,
  'Pooling and resizing': windows,
  Normalization: normalizations,
  Losses: losses,
  Compositions: compositions,
};
