import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import { bits } from './kernel';

/** Numbers of the activations in assembly/activation.ts. */
const numbers: Readonly<Record<string, number>> = { linear: 0, relu: 1, relu6: 2, sigmoid: 3, elu: 4, leakyrelu: 5 };

/** What a fused kernel of tfjs does after its product. */
export interface FusedAttrs {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

export interface FusedInputs {
  readonly bias?: tf.TensorInfo;
  readonly preluActivationWeights?: tf.TensorInfo;
}

/** As the arguments of `product`. */
export interface Epilogue {
  readonly bias: number;
  readonly activation: number;
  readonly alpha: number;
}

export const nothing: Epilogue = { bias: 0, activation: 0, alpha: 0 };

/** Applies an epilogue to rows of n numbers that are there already. */
export function applyEpilogue(backend: SimdBackend, out: tf.TensorInfo, n: number, epilogue: Epilogue): void {
  const { bias, activation, alpha } = epilogue;
  if (bias === 0 && activation === 0) return;
  const rows = tf.util.sizeFromShape(out.shape) / Math.max(n, 1);
  backend.team.run(
    'activateRows',
    [backend.pointer(out), n, bias, activation, alpha],
    rows,
    Math.max(1, Math.ceil(8192 / Math.max(n, 1))),
  );
}

/** Runs a registered kernel and lets go of its input. */
function replace(
  backend: SimdBackend,
  name: string,
  input: tf.TensorInfo,
  inputs: Record<string, tf.TensorInfo>,
  attrs = {},
): tf.TensorInfo {
  const result = tf.getKernel(name, 'simd').kernelFunc({ inputs: inputs as tf.NamedTensorInfoMap, backend, attrs });
  backend.disposeIntermediateTensorInfo(input);
  return result as tf.TensorInfo;
}

/**
 * Runs `body` with the bias and activation that it can apply itself, and applies the others after it.
 *
 * @param n columns of the product. A bias of so many numbers and all activations but prelu go into the product.
 */
export function withEpilogue(
  backend: SimdBackend,
  { bias, preluActivationWeights }: FusedInputs,
  { activation = 'linear', leakyreluAlpha = 0 }: FusedAttrs,
  n: number,
  body: (epilogue: Epilogue) => tf.TensorInfo | undefined,
): tf.TensorInfo | undefined {
  const number = numbers[activation];
  if (number === undefined && activation !== 'prelu') return undefined;
  if ((bias && bias.dtype !== 'float32') || (activation === 'prelu' && !preluActivationWeights)) return undefined;
  const rank = bias?.shape.length ?? 0;
  const simple = bias && tf.util.sizeFromShape(bias.shape) === n && rank > 0 && rank <= 2 && bias.shape[rank - 1] === n;
  const inner = { activation: number ?? 0, alpha: bits(leakyreluAlpha) };
  if (simple || !bias) {
    const out = body({ ...inner, bias: bias ? backend.pointer(bias) : 0 });
    if (!out || activation !== 'prelu') return out;
    return replace(backend, 'Prelu', out, { x: out, alpha: preluActivationWeights! });
  }
  let out = body(nothing);
  if (!out) return undefined;
  out = replace(backend, 'Add', out, { a: out, b: bias });
  if (activation === 'prelu') return replace(backend, 'Prelu', out, { x: out, alpha: preluActivationWeights! });
  applyEpilogue(backend, out, out.shape[out.shape.length - 1], { ...inner, bias: 0 });
  return out;
}
