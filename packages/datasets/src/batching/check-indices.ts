import { checkValue } from '@gen/core';

/** Copies `indices`, each of which must be an integer in [0, size); there must be one at least. @internal */
export function checkIndices(where: string, indices: ArrayLike<number>, size: number): Uint32Array {
  checkValue(where, 'indices', indices.length, indices.length > 0, 'one example or more');
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    const holds = Number.isInteger(index) && index >= 0 && index < size;
    checkValue(where, `indices[${i}]`, index, holds, `an integer from 0 to ${size - 1}`);
  }
  return Uint32Array.from(indices);
}
