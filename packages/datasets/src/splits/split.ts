import { checkCount, checkValue, createRng, type Rng } from '@gen/core';
import { byClass } from './by-class';

/** What can be split: it has a size and can copy a part of itself, as all datasets here do. @category Splits */
export interface Selectable<Part> {
  readonly size: number;
  select(indices: ArrayLike<number>, name?: string): Part;
}

/** Sizes of the parts by name, which draw of them, and what each part must hold in proportion. @category Splits */
export type SplitOptions<Name extends string> = {
  readonly seed: number;
  /** Labels, one an example: every part gets of each class about its share. */
  readonly stratify?: ArrayLike<number>;
} & (
  | { readonly fractions: Readonly<Record<Name, number>>; readonly counts?: undefined }
  | { readonly counts: Readonly<Record<Name, number>>; readonly fractions?: undefined }
);

/**
 * Splits a dataset into named parts: every example lands in exactly one.
 *
 * @param dataset what to split; not changed.
 * @param options `fractions` that add up to 1 or `counts` that add up to the size, by name; `seed`; and `stratify`, the labels
 * by which every part shall hold the same mixture of classes as the whole.
 * @returns the parts by name. Inside a part, examples keep their order.
 * @throws GenError `value`, if parts do not add up, a part would be empty, or there is not one label an example.
 *
 * @example Training and validation
 * ```ts
 * import { glyphs, split } from '@gen/datasets';
 *
 * const data = glyphs({ size: 200 });
 * const { train, validation } = split(data, {
 *   fractions: { train: 0.9, validation: 0.1 },
 *   stratify: data.labels,
 *   seed: 1,
 * });
 * train.size + validation.size; // 200
 * ```
 * @category Splits
 */
export function split<Part, Name extends string>(
  dataset: Selectable<Part>,
  options: SplitOptions<Name>,
): Readonly<Record<Name, Part>> {
  const { size } = dataset;
  const { seed, stratify, fractions, counts } = options;
  const one = (fractions === undefined) !== (counts === undefined);
  checkValue('split', 'options', Object.keys(options), one, 'one of fractions and counts');
  const sizes = fractions ? countsOf(fractions, size) : Object.entries<number>(counts!);
  for (const [name, count] of sizes) checkCount('split', `size of part ${name}`, count);
  const sum = sizes.reduce((total, [, count]) => total + count, 0);
  checkValue('split', 'sum of counts', sum, sum === size, `${size}, the number of examples`);
  if (stratify) {
    checkValue('split', 'stratify', stratify.length, stratify.length === size, `${size} labels, one for each example`);
  }

  const rng = createRng(seed).fork('split');
  const order = stratify ? mixed(stratify, rng) : rng.permutation(size);
  let start = 0;
  const parts = sizes.map(([name, count]) => {
    const indices = order.slice(start, (start += count)).sort();
    return [name, dataset.select(indices, name)];
  });
  return Object.fromEntries(parts);
}

/** Whole numbers in the given proportions, by largest remainder: they add up to `size`. */
function countsOf(fractions: Readonly<Record<string, number>>, size: number): [string, number][] {
  const entries = Object.entries(fractions);
  for (const [name, fraction] of entries) {
    checkValue('split', `fractions.${name}`, fraction, fraction > 0 && fraction <= 1, 'above 0 and at most 1');
  }
  const sum = entries.reduce((total, [, fraction]) => total + fraction, 0);
  checkValue('split', 'sum of fractions', sum, Math.abs(sum - 1) < 1e-9, '1');
  const counts = entries.map(([, fraction]) => Math.floor(fraction * size + 1e-9));
  const left = size - counts.reduce((total, count) => total + count, 0);
  const byRemainder = entries.map(([, fraction], i) => [i, fraction * size - counts[i]]).sort(([, a], [, b]) => b - a);
  for (const [i] of byRemainder.slice(0, left)) counts[i]++;
  return entries.map(([name], i) => [name, counts[i]]);
}

/** A random order any stretch of which holds the classes in about the proportions of the whole. */
function mixed(labels: ArrayLike<number>, rng: Rng): Uint32Array {
  const place = new Float64Array(labels.length);
  for (const [label, positions] of byClass('split', 'stratify', labels)) {
    const order = rng.fork('class').fork(label).permutation(positions.length);
    order.forEach((from, i) => {
      place[positions[from]] = (i + 0.5) / positions.length;
    });
  }
  // Equal places, of classes of equal size, fall in random order.
  const rank = rng.fork('ties').permutation(labels.length);
  return Uint32Array.from(labels, (_, i) => i).sort((a, b) => place[a] - place[b] || rank[a] - rank[b]);
}
