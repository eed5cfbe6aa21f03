import type * as tf from '@tensorflow/tfjs-core';
import { GenError } from '../errors/gen-error';
import { byPath } from '../network/path';
import type { State, Stateful } from './stateful';

/**
 * Variables as a stateful thing, by path. Checkpoints make it themselves of any list of variables.
 *
 * Importing wants exactly these paths, shapes and dtypes; anything else is refused before any variable changes.
 *
 * @throws GenError `path`, when two variables have the same path; on import `checkpoint`, for other paths, shapes or dtypes.
 * @category Checkpoints
 */
export function variablesState(variables: readonly tf.Variable[]): Stateful {
  const known = byPath('variablesState', variables);
  return {
    exportState: (): State => ({ tensors: Object.fromEntries(known) }),
    importState({ tensors = {} }) {
      const missing = [...known.keys()].filter((path) => !tensors[path]);
      const foreign = Object.keys(tensors).filter((path) => !known.has(path));
      if (missing.length + foreign.length > 0) {
        const list = (paths: readonly string[]): string => paths.slice(0, 5).join(', ') || 'none';
        throw new GenError(
          'checkpoint',
          `variables: expected the same paths, missing: ${list(missing)}; not in the model: ${list(foreign)}`,
        );
      }
      for (const [path, v] of known) {
        const t = tensors[path];
        if (t.dtype !== v.dtype || t.shape.join() !== v.shape.join()) {
          throw new GenError(
            'checkpoint',
            `variables: expected '${path}' to be ${v.dtype} [${v.shape}], got ${t.dtype} [${t.shape}]`,
          );
        }
      }
      for (const [path, v] of known) v.assign(tensors[path]);
    },
  };
}
