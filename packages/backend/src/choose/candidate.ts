import type * as tf from '@tensorflow/tfjs-core';
import type { Capabilities, UseBackendOptions } from './backend';

/** What a candidate says of itself once its backend is in use. */
export interface Described extends Partial<Omit<Capabilities, 'device'>> {
  readonly device: Capabilities['device'];
  readonly description: string;
  readonly adapter?: string;
}

/** How to get one backend: `prepare`, then start it under its tfjs name, then `describe`. */
export interface Candidate {
  readonly tfjsName: string;
  /** What to do when it does not start, put after the reason. */
  readonly hint?: string;
  /** Checks that the backend can work here and imports its package. @throws GenError `backend`, saying what is not there. */
  readonly prepare: (options: UseBackendOptions) => Promise<void>;
  /** Called with the instance when it is in use; may still refuse it. */
  readonly describe: (instance: tf.KernelBackend) => Promise<Described>;
}
