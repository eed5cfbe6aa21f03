import type { Rng } from '@gen/core';

/**
 * Deals examples to folds so that each class is spread evenly: the number of any class differs by at most one between folds,
 * and so does the number of examples.
 *
 * @param labels class of each example, from 0.
 * @returns the fold of each example.
 * @internal
 */
export function stratifiedFolds(labels: ArrayLike<number>, folds: number, rng: Rng): Int32Array {
  const members: number[][] = [];
  for (let i = 0; i < labels.length; i++) (members[labels[i]] ??= []).push(i);
  const fold = new Int32Array(labels.length);
  let next = 0;
  members.forEach((own, k) => {
    for (const at of rng.fork(k).permutation(own.length)) fold[own[at]] = next++ % folds;
  });
  return fold;
}
