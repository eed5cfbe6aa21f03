import * as tf from '@tensorflow/tfjs-core';
import { compose, fillOutput, view } from './compose';
import type { KernelCall, WasmBackend } from './wasm-backend';

interface MatMulInputs {
  readonly a: tf.TensorInfo;
  readonly b: tf.TensorInfo;
  readonly bias?: tf.TensorInfo;
  readonly preluActivationWeights?: tf.TensorInfo;
}
interface MatMulAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly activation?: string;
}

// A call of XNNPACK costs about as much as this many multiplications in the stock loop.
const leastForXnnpack = 6000;

/**
 * BatchMatMul (or, around its own stock kernel, _FusedMatMul) that ends in XNNPACK wherever that is faster.
 *
 * The stock kernel uses XNNPACK only for a single pair of matrices of which none is transposed, and else a scalar loop that
 * is 10 to 25 times slower; the gradient of every dense layer has a transposed operand, and attention has a batch.
 */
export const matMul =
  (stock: tf.KernelFunc) =>
  ({ inputs, attrs, backend }: KernelCall<MatMulInputs, MatMulAttrs>): tf.TensorInfo =>
    compose(backend, (run) => {
      const [storedA, storedB] = [inputs.a, inputs.b].map((info) =>
        view(info, [tf.util.sizeFromShape(info.shape.slice(0, -2)), ...info.shape.slice(-2)]),
      );
      const turned = (info: tf.TensorInfo): tf.TensorInfo => run('Transpose', { x: info }, { perm: [0, 2, 1] });
      const [rows, inner] = sizes(storedA, attrs.transposeA);
      const [innerB, columns] = sizes(storedB, attrs.transposeB);
      tf.util.assert(inner === innerB, () => `Error in matMul: inner sizes ${inner} and ${innerB} must match.`);

      const [outerA, outerB] = [inputs.a.shape.slice(0, -2), inputs.b.shape.slice(0, -2)];
      const outer = tf.broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
      const batch = tf.util.sizeFromShape(outer);
      const shape = [...outer, rows, columns];
      const prelu = inputs.preluActivationWeights !== undefined;
      const plain = !inputs.bias && !prelu && (attrs.activation ?? 'linear') === 'linear';
      const multiply = (left: tf.TensorInfo, right: tf.TensorInfo): tf.TensorInfo =>
        run(stock, { ...inputs, a: left, b: right }, { ...attrs, transposeA: false, transposeB: false });

      if (plain && batch * rows * inner * columns === 0) {
        return run(() => fillOutput(backend, shape, 'float32', (out) => out.fill(0)), {});
      }
      if (plain && batch === 1) {
        // AB is also the transpose of B'A': take what moves fewer values, where XNNPACK repacks the right matrix too.
        const direct = inner * (rows * Number(attrs.transposeA) + columns * Number(attrs.transposeB) + columns);
        const swapped = inner * (rows * Number(!attrs.transposeA) + columns * Number(!attrs.transposeB) + rows) + rows * columns;
        if (swapped < direct) {
          const left = attrs.transposeB ? storedB : turned(storedB);
          return view(turned(multiply(left, attrs.transposeA ? storedA : turned(storedA))), shape);
        }
      }

      const a = attrs.transposeA ? turned(storedA) : storedA;
      const b = attrs.transposeB ? turned(storedB) : storedB;
      if (b.shape[0] === 1 && !prelu) {
        // One matrix on the right for the whole batch: the batch is more rows.
        return view(multiply(view(a, [1, a.shape[0] * rows, inner]), b), shape);
      }
      const small = rows * inner * columns < leastForXnnpack;
      const pairwise = [a, b].every((operand) => operand.shape[0] === 1 || operand.shape[0] === batch);
      if (pairwise && (small || prelu)) return view(multiply(a, b), shape);

      const out = run(() => backend.makeOutput(shape, 'float32'), {});
      const [atA, atB] = [positions(outer, outerA), positions(outer, outerB)];
      for (let i = 0; i < batch; i++) {
        const product = withMatrix(backend, a, atA[i], (left) =>
          withMatrix(backend, b, atB[i], (right) => multiply(left, right)),
        );
        backend.typedArrayFromHeap(out).set(backend.typedArrayFromHeap(product), i * rows * columns);
      }
      return out;
    });

const sizes = ({ shape: [, rows, columns] }: tf.TensorInfo, transposed: boolean): [number, number] =>
  transposed ? [columns, rows] : [rows, columns];

/** Lends one matrix of a batch to `body` without a copy: a data id of its own that points into the batch's memory. */
function withMatrix<T>(backend: WasmBackend, info: tf.TensorInfo, index: number, body: (matrix: tf.TensorInfo) => T): T {
  const [, rows, columns] = info.shape;
  const start = backend.dataIdMap.get(info.dataId).memoryOffset + index * rows * columns * 4;
  const matrix = backend.makeOutput([1, rows, columns], info.dtype, start);
  try {
    return body(matrix);
  } finally {
    // The memory belongs to the batch: with no address of its own, nothing is freed but the id.
    backend.dataIdMap.get(matrix.dataId).memoryOffset = 0;
    backend.disposeData(matrix.dataId);
  }
}

/** For each position in a broadcast batch of shape `outer`, the position in the operand's own batch. */
function positions(outer: readonly number[], own: readonly number[]): Int32Array {
  const missing = outer.length - own.length;
  let at = Int32Array.of(0);
  outer.forEach((size, axis) => {
    const ownSize = axis < missing ? 1 : own[axis - missing];
    at = Int32Array.from({ length: at.length * size }, (_, i) => {
      return at[Math.floor(i / size)] * ownSize + (ownSize === 1 ? 0 : i % size);
    });
  });
  return at;
}
