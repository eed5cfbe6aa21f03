import { GenError } from '@gen/core';
import { describe, expect, it } from 'vitest';
import { parseEinsum } from './parse-einsum';

describe('parseEinsum', () => {
  const shapes = (...some: number[][]) => some.map((shape) => ({ shape }));

  it('reads labels and sizes', () => {
    const { operands, output, sizes } = parseEinsum(' ij, jk -> ik ', shapes([2, 3], [3, 4]));
    expect([operands, output, [...sizes]]).toEqual([
      ['ij', 'jk'],
      'ik',
      [
        ['i', 2],
        ['j', 3],
        ['k', 4],
      ],
    ]);
  });

  it.each([
    ['ij', shapes([2, 3]), "einsum: expected an equation with exactly one '->', got 'ij'"],
    ['i->i->i', shapes([2]), "einsum: expected an equation with exactly one '->', got 'i->i->i'"],
    ['i,i,i->i', shapes([2], [2], [2]), "einsum: expected an equation of one or two operands, got 'i,i,i->i'"],
    ['i,i->i', shapes([2]), "einsum: expected an equation of 1 operands, got 'i,i->i'"],
    ['i...->i', shapes([2]), "einsum: expected an equation with letters as labels, got 'i...->i'"],
    ['ii->i', shapes([2, 2]), "einsum: expected no label twice in one operand, got 'ii->i'"],
    ['ij->i', shapes([2]), "einsum: expected a label for each axis of operand 0, of shape [2], got 'ij->i'"],
    ['i->k', shapes([2]), "einsum: expected no label in the output that no operand has, got 'i->k'"],
  ])('refuses %s', (equation, tensors, message) => {
    expect(() => parseEinsum(equation, tensors)).toThrow(expect.objectContaining({ code: 'value', message }));
  });

  it('refuses sizes that differ', () => {
    const message = "einsum: expected size 3 for label 'j' of operand 1, got 4";
    try {
      parseEinsum('ij,jk->ik', shapes([2, 3], [4, 5]));
      expect.fail('no error');
    } catch (error) {
      expect(GenError.is(error, 'shape') && error.message).toBe(message);
    }
  });
});
