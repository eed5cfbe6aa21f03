export { crossEntropy } from './classification/cross-entropy';
export { sparseCrossEntropy } from './classification/sparse-cross-entropy';
export { mean } from './combine/mean';
export type { Gaussian } from './distributions/gaussian';
export { gaussianKl } from './divergence/gaussian-kl';
export { bernoulliNll } from './reconstruction/bernoulli-nll';
export { gaussianNll } from './reconstruction/gaussian-nll';
