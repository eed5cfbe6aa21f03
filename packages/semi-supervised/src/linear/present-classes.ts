import { checkValue } from '@gen/core';

/** The classes that occur, and the labels in terms of them. @internal */
export interface PresentClasses {
  /** The classes that occur, ascending. */
  readonly present: readonly number[];
  /** How often each of them occurs. */
  readonly counts: readonly number[];
  /** Position in `present` of each label. */
  readonly compact: Int32Array;
}

/**
 * Leaves out the classes without an example.
 *
 * @throws GenError `value` when there are fewer than two left.
 * @internal
 */
export function presentClasses(where: string, labels: ArrayLike<number>, classes: number): PresentClasses {
  const all = new Array<number>(classes).fill(0);
  for (let i = 0; i < labels.length; i++) all[labels[i]]++;
  const present = all.flatMap((count, k) => (count > 0 ? [k] : []));
  checkValue(where, 'labels', `only class ${present[0]}`, present.length > 1, 'of at least two classes');
  const position = new Map(present.map((k, at) => [k, at]));
  const compact = Int32Array.from({ length: labels.length }, (_, i) => position.get(labels[i])!);
  return { present, counts: present.map((k) => all[k]), compact };
}
