import * as tf from '@tensorflow/tfjs-core';
import type { ParityRow } from '../row';

const einsum = (equation: string, order: 1 | 2 = 2): ParityRow => ({
  name: `einsum ${equation}`,
  kernels: ['Einsum'],
  fn: (...inputs) => tf.einsum(equation, ...inputs),
  order,
});

/** Products of matrices, and of tensors. */
export const linear: readonly ParityRow[] = [
  { name: 'matMul', kernels: ['BatchMatMul'], fn: (a, b) => tf.matMul(a, b), order: 2 },
  { name: 'matMul, first transposed', kernels: ['BatchMatMul'], fn: (a, b) => tf.matMul(a, b, true, false), order: 2 },
  { name: 'matMul, second transposed', kernels: ['BatchMatMul'], fn: (a, b) => tf.matMul(a, b, false, true), order: 2 },
  { name: 'matMul, both transposed', kernels: ['BatchMatMul'], fn: (a, b) => tf.matMul(a, b, true, true), order: 2 },
  { name: 'matMul, batch', kernels: ['BatchMatMul'], fn: (a, b) => tf.matMul(a, b), order: 2 },
  { name: 'matMul, heads, transposed', kernels: ['BatchMatMul'], fn: (a, b) => tf.matMul(a, b, false, true), order: 2 },
  { name: 'matMul, one side without batch', kernels: ['BatchMatMul'], fn: (a, b) => tf.matMul(a, b), order: 2 },
  { name: 'matMul, 5 x 35 x 6', kernels: ['BatchMatMul'], fn: (a, b) => tf.matMul(a, b), order: 1 },
  {
    name: 'fused matMul, bias, relu',
    kernels: ['_FusedMatMul'],
    fn: (a, b, bias) => tf.fused.matMul({ a, b, bias, activation: 'relu' }),
    order: 2,
  },
  { name: 'outerProduct', kernels: ['BatchMatMul'], fn: (a, b) => tf.outerProduct(a, b), order: 2 },
  { name: 'dot', kernels: ['BatchMatMul'], fn: (a, b) => tf.dot(a, b), order: 2 },
  einsum('ij,jk->ik'),
  einsum('bqhd,bkhd->bhqk'),
  einsum('bhqk,bkhd->bqhd'),
  einsum('bi,i->b'),
  einsum('i,j->ij'),
  einsum('bic,bjc->bij'),
  einsum('ij,ij->'),
  einsum('ij->ji'),
  einsum('bij->bj'),
];
