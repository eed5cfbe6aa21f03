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
 * @memory Borrows the variables.
 *
 * @example Copy one model's values to another of the same paths
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { variable, variablesState } from '@gen/core';
 *
 * const teacher = [variable('dense/kernel', () => tf.ones([2, 2]))];
 * const student = [variable('dense/kernel', () => tf.zeros([2, 2]))];
 * variablesState(student).importState(variablesState(teacher).exportState());
 * tf.dispose([...teacher, ...student]);
 * ```
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
      // A variable that is assigned to itself would free its own values.
      for (const [path, v] of known) if (tensors[path] !== v) v.assign(tensors[path]);
    },
  };
}
