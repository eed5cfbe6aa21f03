export type { Json, State, Stateful } from './checkpoint/stateful';
export type { Batches, BatchOptions, Card, Dataset, Position } from './data/dataset';
export { checkCount, checkDtype, checkMinRank, checkSameShape, checkShape, checkValue } from './errors/check';
export { GenError } from './errors/gen-error';
export { type Owned, own } from './memory/own';
export { chain, type Mode, type Network, network } from './network/network';
export { byPath, pathOf, setPath, variable } from './network/path';
export { createRng, type Rng } from './random/rng';
export type { Context, Loss, Objective, Weights } from './training/objective';
