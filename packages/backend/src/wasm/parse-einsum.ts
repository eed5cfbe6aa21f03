import { GenError } from '@gen/core';

/** An einsum equation, with the size of each label. */
export interface Einsum {
  readonly operands: readonly string[];
  readonly output: string;
  readonly sizes: ReadonlyMap<string, number>;
}

/**
 * Reads an einsum equation of one or two operands, such as `'bij,bjk->bik'`.
 *
 * @throws GenError `value` for an equation that is not of this form, repeats a label within an operand or has a label in the
 * output that no operand has; `shape` when a size differs between operands.
 */
export function parseEinsum(equation: string, tensors: readonly { readonly shape: readonly number[] }[]): Einsum {
  const bad = (expected: string): GenError => new GenError('value', `einsum: expected ${expected}, got '${equation}'`);
  const [left, output, ...more] = equation.replaceAll(/\s/g, '').split('->');
  if (output === undefined || more.length > 0) throw bad("an equation with exactly one '->'");
  const operands = left.split(',');
  if (operands.length > 2) throw bad('an equation of one or two operands');
  if (operands.length !== tensors.length) throw bad(`an equation of ${tensors.length} operands`);
  if ([...operands, output].some((labels) => !/^[A-Za-z]*$/.test(labels))) throw bad('an equation with letters as labels');
  if ([...operands, output].some((labels) => new Set(labels).size < labels.length)) throw bad('no label twice in one operand');

  const sizes = new Map<string, number>();
  operands.forEach((labels, i) => {
    const { shape } = tensors[i];
    if (labels.length !== shape.length) throw bad(`a label for each axis of operand ${i}, of shape [${shape}]`);
    [...labels].forEach((label, axis) => {
      const size = sizes.get(label) ?? shape[axis];
      if (size !== shape[axis]) {
        throw new GenError('shape', `einsum: expected size ${size} for label '${label}' of operand ${i}, got ${shape[axis]}`);
      }
      sizes.set(label, size);
    });
  });
  for (const label of output) if (!sizes.has(label)) throw bad('no label in the output that no operand has');
  return { operands, output, sizes };
}
