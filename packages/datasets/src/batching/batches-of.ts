import { type Batches, type BatchOptions, checkCount, checkValue, createRng, type Position } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';

/** What a dataset's `batches` gives: one epoch when iterated, any epoch and position through `from`. @internal */
export type EpochBatches<Batch> = Batches<Batch> & Required<Pick<Batches<Batch>, 'from'>>;

/** Makes the tensors of one batch from the indices of its examples. @internal */
export type MakeBatch = (indices: Uint32Array, position: Position) => tf.NamedTensorMap;

/**
 * The one place that orders, cuts, lends and frees batches; datasets differ in `make` alone.
 *
 * A skipped batch is never made, so starting at any position costs one permutation.
 *
 * @memory Lent: each batch is kept out of an enclosing tidy, and disposed when the next is asked for or the loop is left.
 * @internal
 */
export function batchesOf<Batch>(size: number, options: BatchOptions, make: MakeBatch): EpochBatches<Batch> {
  const { batchSize, seed, dropLast = false } = options;
  checkCount('batches', 'batchSize', batchSize);
  checkValue('batches', 'batchSize', batchSize, !dropLast || batchSize <= size, `at most the ${size} examples when dropLast`);
  const shuffle = seed === undefined ? undefined : createRng(seed).fork('shuffle');
  const count = dropLast ? Math.floor(size / batchSize) : Math.ceil(size / batchSize);

  async function* read({ epoch, batch: first }: Position): AsyncGenerator<Batch, void, undefined> {
    const order = shuffle?.fork(epoch).permutation(size) ?? Uint32Array.from({ length: size }, (_, i) => i);
    for (let batch = first; batch < count; batch++) {
      const indices = order.subarray(batch * batchSize, (batch + 1) * batchSize);
      const tensors = tf.tidy(() => make(indices, { epoch, batch }));
      // The consumer may ask for a batch inside a tidy of its own, which must not free it.
      for (const tensor of Object.values(tensors)) tf.keep(tensor);
      try {
        yield tensors as Batch;
      } finally {
        tf.dispose(tensors);
      }
    }
  }

  const from = (position: Position): AsyncIterable<Batch> => {
    checkCount('batches.from', 'epoch', position.epoch, 0);
    checkCount('batches.from', 'batch', position.batch, 0);
    checkValue('batches.from', 'batch', position.batch, position.batch <= count, `at most ${count}, the batches of an epoch`);
    return { [Symbol.asyncIterator]: () => read(position) };
  };
  return { from, [Symbol.asyncIterator]: () => read({ epoch: 0, batch: 0 }) };
}
