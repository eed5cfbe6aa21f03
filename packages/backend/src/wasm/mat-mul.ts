import * as tf from '@tensorflow/tfjs-core';
import { compose, fillOutput, view } from './compose';
import { canMultiply, type Matrix, multiply as multiplyInto, scratchSize } from './multiply';
import type { KernelCall, WasmBackend } from './wasm-backend';

interface MatMulInputs {
  readonly a: tf.TensorInfo;
  readonly b: tf.TensorInfo;
  readonly bias?: tf.TensorInfo;
}
type FusedCall = KernelCall<MatMulInputs & { readonly preluActivationWeights?: tf.TensorInfo }, MatMulAttrs>;

interface MatMulAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly activation?: string;
}

// Packing, or a call of XNNPACK, costs about as much as this many multiplications in the stock loop.
const leastToPack = 6000;

/**
 * _FusedMatMul: {@link matMul} with a bias and an activation. Prelu, whose weights may be any shape, comes after.
 */
export const fusedMatMul = (stock: tf.KernelFunc): ((call: FusedCall) => tf.TensorInfo) => {
  const fused = matMul(stock);
  return ({ inputs: { preluActivationWeights: alpha, ...inputs }, attrs, backend }) =>
    compose(backend, (run) => {
      const linear = { ...attrs, activation: alpha ? 'linear' : attrs.activation };
      const x = run(() => fused({ inputs, attrs: linear, backend }), {});
      return alpha ? run('Prelu', { x, alpha }) : x;
    });
};

/**
 * BatchMatMul (or, around its own stock kernel, _FusedMatMul) by {@link multiplyInto}, which takes transposes as they lie and is
 * twice as fast as XNNPACK is in WebAssembly; where that cannot run, and with a bias, it ends in XNNPACK wherever that is faster.
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
      const plain = !inputs.bias && (attrs.activation ?? 'linear') === 'linear';
      const multiply = (left: tf.TensorInfo, right: tf.TensorInfo): tf.TensorInfo =>
        withOneShape(backend, right, (b) =>
          run(stock, { ...inputs, a: left, b }, { ...attrs, transposeA: false, transposeB: false }),
        );

      if (plain && batch * rows * inner * columns === 0) {
        return run(() => fillOutput(backend, shape, 'float32', (out) => out.fill(0)), {});
      }
      const small = rows * inner * columns < leastToPack;
      const floats = inputs.a.dtype === 'float32' && inputs.b.dtype === 'float32';
      if (plain && floats && !small && canMultiply(backend, { rows, inner, columns })) {
        const out = run(() => backend.makeOutput(shape, 'float32'), {});
        // One matrix on the right for the whole batch: the batch is more rows.
        const oneRight = storedB.shape[0] === 1 && storedA.shape[0] === batch && !attrs.transposeA;
        const whole = oneRight ? { rows: batch * rows, inner, columns } : { rows, inner, columns };
        const scratch = run(() => backend.makeOutput([scratchSize(whole)], 'float32'), {});
        const [startA, startB, product, free] = [storedA, storedB, out, scratch].map(
          ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset / 4,
        );
        const heap = new Float32Array(backend.typedArrayFromHeap(out).buffer);
        const [atA, atB] = [positions(outer, outerA), positions(outer, outerB)];
        for (let i = 0; i < (oneRight ? 1 : batch); i++) {
          const left = matrix(startA + atA[i] * rows * inner, storedA, attrs.transposeA);
          const right = matrix(startB + atB[i] * inner * columns, storedB, attrs.transposeB);
          multiplyInto(backend, [left, right], { sizes: whole, heap, product: product + i * rows * columns, scratch: free });
        }
        return out;
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
      if (b.shape[0] === 1) {
        // One matrix on the right for the whole batch: the batch is more rows.
        return view(multiply(view(a, [1, a.shape[0] * rows, inner]), b), shape);
      }
      // Not with a bias: the stock kernel adds it wrongly after the first matrix of a batch.
      const pairwise = [a, b].every((operand) => operand.shape[0] === 1 || operand.shape[0] === batch);
      if (pairwise && plain && small) return view(multiply(a, b), shape);

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

const matrix = (start: number, { shape: [, , width] }: tf.TensorInfo, transposed: boolean): Matrix =>
  transposed ? { start, row: 1, column: width } : { start, row: width, column: 1 };

const sizes = ({ shape: [, rows, columns] }: tf.TensorInfo, transposed: boolean): [number, number] =>
  transposed ? [columns, rows] : [rows, columns];

// The shape in which each data id was first a right-hand matrix.
const packed = new WeakMap<object, string>();

/**
 * Keeps the right-hand matrix to one shape per data id, with another id where the shape is another.
 *
 * tfjs-backend-wasm keeps the repacked matrix by data id alone, and reads out of bounds when a reshaped tensor comes again.
 */
function withOneShape<T>(backend: WasmBackend, info: tf.TensorInfo, body: (matrix: tf.TensorInfo) => T): T {
  if (info.shape[0] !== 1) return body(info);
  const shape = info.shape.join();
  const known = packed.get(info.dataId) ?? shape;
  packed.set(info.dataId, known);
  return known === shape ? body(info) : withMatrix(backend, info, 0, body);
}

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
