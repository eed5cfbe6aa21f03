export { activateRows } from './activation';
export * from './conv';
export { addImages, depthwise, depthwiseFilter, depthwiseInput } from './depthwise';
export { poolAverage, poolAverageGrad, poolMax, poolMaxGrad } from './pool';
export { dots, multiply, packB, scratchBytes, setScratch, transposeMatrix } from './gemm';
export * from './unary';
export { moveBlocks, moveCopy, moveFill1, moveFill4, moveStep1, moveStep4 } from './move';
export { gatherRows, scatterFloats, scatterIntegers } from './gather';
export { resizeBilinear, resizeGrad, resizeNearest } from './resize';
export { adam } from './adam';
export {
  binaryAdd,
  binaryAddInt,
  binaryAddN,
  binaryAddNInt,
  binaryDivide,
  binaryEluGrad,
  binaryFloorDivInt,
  binaryMaximum,
  binaryMaximumInt,
  binaryMinimum,
  binaryMinimumInt,
  binaryMultiply,
  binaryMultiplyInt,
  binaryPow,
  binaryPrelu,
  binarySquaredDifference,
  binarySub,
  binarySubInt,
} from './binary';
export {
  compareEqual,
  compareEqualInt,
  compareGreater,
  compareGreaterEqual,
  compareGreaterEqualInt,
  compareGreaterInt,
  compareNotEqual,
  compareNotEqualInt,
  logicalAnd,
  logicalOr,
} from './binary-compare';
export * from './cast';
export { selectBytes, selectWords } from './select';
export * from './norm';
export { argMax, argMin } from './reduce-arg';
export * from './reduce-lanes';
export * from './reduce-sum';
export * from './scan';
export { softmax } from './softmax';
export { randomNormal, randomUniform } from './random';
