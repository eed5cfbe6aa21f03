export { backendName } from './backend-name';
export { expectClose } from './expect-close';
export { expectRefusal } from './expect-refusal';
export { expectSameAsCpu, type PlainTensor } from './expect-same-as-cpu';
export type { TensorLeaf, TensorSpec } from './tensor-spec';
export { type GradientSpec, type LossArguments, type LossCase, type LossRow, testLoss } from './test-loss';
export { type NetworkLike, type NetworkRow, testNetwork } from './test-network';
export { when } from './when';
