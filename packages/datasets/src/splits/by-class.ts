import { checkValue } from '@gen/core';

/** Positions of the examples of each class, classes in ascending order of label. @internal */
export function byClass(where: string, name: string, labels: ArrayLike<number>): Map<number, number[]> {
  checkValue(where, name, labels.length, labels.length > 0, 'one label or more');
  const members = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    checkValue(where, `${name}[${i}]`, label, Number.isSafeInteger(label) && label >= 0, 'an integer of at least 0');
    const known = members.get(label);
    if (known) known.push(i);
    else members.set(label, [i]);
  }
  return new Map([...members].sort(([a], [b]) => a - b));
}
