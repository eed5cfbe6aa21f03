import * as tf from '@tensorflow/tfjs-core';

/** A tensor as JSON has it. */
export interface TensorLeaf {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  /** float32 unless given. */
  readonly dtype?: string;
}

/** Tensors and numbers in a nest of names; null stands for an argument that is left out. */
export type TensorSpec = TensorLeaf | number | null | { readonly [name: string]: TensorSpec };

const isLeaf = (spec: TensorSpec): spec is TensorLeaf => typeof spec === 'object' && spec !== null && 'shape' in spec;

/** Changes every tensor of a nest, and keeps the rest. */
export function mapLeaves<T>(spec: TensorSpec, change: (leaf: TensorLeaf, path: string) => T, path = ''): unknown {
  if (spec === null) return undefined;
  if (typeof spec === 'number') return spec;
  if (isLeaf(spec)) return change(spec, path);
  const entries = Object.entries(spec).map(([name, part]) => [name, mapLeaves(part, change, path ? `${path}.${name}` : name)]);
  return Object.fromEntries(entries);
}

/** The tensors of a nest, in the order of their names. */
export function leavesOf(spec: TensorSpec): { readonly path: string; readonly leaf: TensorLeaf }[] {
  const leaves: { path: string; leaf: TensorLeaf }[] = [];
  mapLeaves(spec, (leaf, path) => leaves.push({ path, leaf }));
  return leaves;
}

/** The tensor of one leaf. Fresh. */
export function tensorOf({ values, shape, dtype = 'float32' }: TensorLeaf): tf.Tensor {
  return tf.tensor([...values], [...shape], dtype as 'float32');
}

/** The nest with real tensors. Fresh. */
export function tensorsOf<T>(spec: TensorSpec): T {
  return mapLeaves(spec, tensorOf) as T;
}

/** The nest with the rows of every tensor of `order.length` rows in another order. */
export function permuted(spec: TensorSpec, order: readonly number[]): TensorSpec {
  const permute = (leaf: TensorLeaf): TensorLeaf => {
    if (leaf.shape[0] !== order.length) return leaf;
    const row = leaf.values.length / order.length;
    return { ...leaf, values: order.flatMap((from) => leaf.values.slice(from * row, (from + 1) * row)) };
  };
  return (mapLeaves(spec, permute) ?? null) as TensorSpec;
}
