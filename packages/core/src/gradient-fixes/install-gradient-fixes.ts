import * as tf from '@tensorflow/tfjs-core';
import { GenError } from '../errors/gen-error';
import { activationGradients } from './activations';
import { batchNormGradients } from './batch-norm';
import { binaryGradients } from './binary';
import { comparisonGradients } from './comparisons';
import { convolutionGradients } from './convolutions';
import { cropGradients } from './crop-and-resize';
import { cumulativeGradients } from './cumulative';
import { einsumGradients } from './einsum';
import { imageGradients } from './images';
import { indexingGradients } from './indexing';
import { matMulGradients } from './mat-mul';
import { mendTape } from './mend-tape';
import { paddingGradients } from './padding';
import { pieceGradients } from './pieces';
import { poolingGradients } from './pooling';
import { resizeGradients } from './resize';

/** Every gradient that replaces one of tfjs or stands where it has none. */
const makeGradients = (): readonly tf.GradConfig[] => [
  ...activationGradients(),
  ...batchNormGradients(),
  ...binaryGradients(),
  ...comparisonGradients(),
  ...convolutionGradients(),
  ...cropGradients(),
  ...cumulativeGradients(),
  ...einsumGradients(),
  ...imageGradients(),
  ...indexingGradients(),
  ...matMulGradients(),
  ...paddingGradients(),
  ...pieceGradients(),
  ...poolingGradients(),
  ...resizeGradients(),
];

// Made by the first call, so that a program without it holds none of them.
let gradients: readonly tf.GradConfig[] | undefined;

/**
 * Puts right the gradients of tfjs 4.22 that are wrong or missing, of the first and of higher orders, on every backend.
 *
 * - **Second order.** In tfjs, what a kernel saves of its own output is a constant to a second gradient, so those of `tanh`,
 *   `sigmoid`, `exp`, `softmax`, `logSoftmax` and all that is built on them are wrong without an error. Comparisons, pooling,
 *   resizing, depthwise convolutions and the filter of a convolution have none. A gradient penalty (WGAN-GP, R1) needs them.
 * - **First order.** Wrong in tfjs: average pooling with padding `'same'`, mirror padding, resizing with half-pixel centers
 *   and, on cpu, nearest neighbor of more than one image. Missing: einsum, gatherND, stridedSlice, topk, depthToSpace,
 *   cropAndResize, dilated convolutions, `where` of a comparison, batch norm without scale or offset, and others.
 * - **At zero.** `sqrt` has the gradient 0 at exactly 0, at every order, where tfjs has Infinity. So the gradient of a norm is 0 at the
 *   origin, which is its subgradient of least length, and not NaN.
 *
 * It works through tfjs's registry of gradients and one hook where tfjs records operations; nothing of it happens at import.
 * `useBackend` of `@gen/backend` calls it. Calling it again does nothing, or puts back what another import registered over it.
 *
 * @throws GenError `gradient`, when tfjs has no gradients yet: they come with tfjs-layers or the package `@tensorflow/tfjs`.
 * @memory Makes no tensor.
 * @see Gulrajani et al. (2017), "Improved Training of Wasserstein GANs", arXiv:1704.00028, for a loss that needs order 2.
 *
 * @example Differentiate a gradient
 * ```ts
 * import { installGradientFixes } from '@gen/core';
 * import '@tensorflow/tfjs-layers';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * installGradientFixes();
 * // -2 tanh(x) (1 - tanh(x)^2), which is -0.727; without installGradientFixes another number, or an error.
 * const curvature = tf.tidy(() => tf.grad((x) => tf.grad((y) => tf.tanh(y))(x))(tf.scalar(0.5)));
 * curvature.dispose();
 * ```
 * @category Gradients
 */
export function installGradientFixes(): void {
  if (!tf.getGradient('Square')) {
    throw new GenError(
      'gradient',
      'installGradientFixes: expected the gradients of tfjs to be registered, got none; import @tensorflow/tfjs-layers or @tensorflow/tfjs first, or call useBackend of @gen/backend',
    );
  }
  mendTape();
  gradients ??= makeGradients();
  for (const config of gradients) {
    if (tf.getGradient(config.kernelName) === config) continue;
    if (tf.getGradient(config.kernelName)) tf.unregisterGradient(config.kernelName);
    tf.registerGradient(config);
  }
}
