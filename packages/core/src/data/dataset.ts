/**
 * Where to begin reading: the epoch, and the index of the first batch in it.
 *
 * @category Data
 */
export interface Position {
  readonly epoch: number;
  readonly batch: number;
}

/**
 * Batches of data. Each batch is lent: valid in the loop body, disposed after it, freed on `break`.
 *
 * Any iterable of batches is one, a generator too. With `from`, which gives the batches of one epoch from a position on,
 * training can run for many epochs in a new order each, and resume exactly where it stopped.
 *
 * @category Data
 */
export interface Batches<Batch> extends AsyncIterable<Batch> {
  from?(position: Position): AsyncIterable<Batch>;
}

/**
 * What a person must know before using a dataset.
 *
 * @category Data
 */
export interface Card {
  readonly name: string;
  readonly description: string;
  readonly license: string;
  /** Where it comes from: an address, or the function and version that generate it. */
  readonly source: string;
  readonly citation?: string;
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256?: string;
  readonly knownHarms?: string;
}

/** How to cut a dataset into batches. @category Data */
export interface BatchOptions {
  /** Examples a batch; the last one of an epoch holds what is left unless `dropLast`. */
  readonly batchSize: number;
  /** Shuffles each epoch in its own order, a pure function of seed and epoch; without it the order is kept. */
  readonly seed?: number;
  readonly dropLast?: boolean;
}

/**
 * Data that can say what it is, how much there is, and give itself in batches. Structural.
 *
 * @category Data
 */
export interface Dataset<Batch> {
  readonly card: Card;
  /** Number of examples. */
  readonly size: number;
  /** One epoch when iterated; any epoch and position through `from`. */
  batches(options: BatchOptions): Batches<Batch> & Required<Pick<Batches<Batch>, 'from'>>;
}
