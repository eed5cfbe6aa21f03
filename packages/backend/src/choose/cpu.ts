import type { Candidate } from './candidate';
import { peerError } from './peer';

/** Plain JavaScript: everywhere, exact, and slow. */
export const cpu: Candidate = {
  tfjsName: 'cpu',
  prepare: async () => {
    try {
      await import('@tensorflow/tfjs-backend-cpu');
    } catch (cause) {
      throw peerError('cpu', '@tensorflow/tfjs-backend-cpu', cause);
    }
  },
  describe: async () => ({ description: 'plain JavaScript, 1 thread', device: 'cpu', threads: 1 }),
};
