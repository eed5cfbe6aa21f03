/** The curvature memory of L-BFGS over vectors of one size. @internal */
export interface LbfgsMemory {
  /** Writes the quasi-Newton direction `-H gradient` into `out`. */
  direction(gradient: Float64Array, out: Float64Array): void;
  /** Remembers a step and the change of the gradient over it; a pair without positive curvature is left out. */
  update(step: Float64Array, change: Float64Array): void;
}

/**
 * Makes the limited memory of L-BFGS with a diagonal first guess of the inverse Hessian.
 *
 * Liu and Nocedal (1989), On the limited memory BFGS method for large scale optimization; two-loop recursion of
 * Nocedal and Wright (2006), algorithm 7.4. The diagonal is rescaled by the newest pair as there.
 *
 * @param inverseDiagonal first guess of the inverse Hessian, borrowed; its length is the size of the problem.
 * @param pairs number of pairs kept.
 * @internal
 */
export function lbfgsMemory(inverseDiagonal: Float64Array, pairs = 10): LbfgsMemory {
  const size = inverseDiagonal.length;
  const steps = Array.from({ length: pairs }, () => new Float64Array(size));
  const changes = Array.from({ length: pairs }, () => new Float64Array(size));
  const inverse = new Float64Array(pairs);
  const factors = new Float64Array(pairs);
  let count = 0;
  return {
    direction(gradient, out) {
      const kept = Math.min(count, pairs);
      for (let i = 0; i < size; i++) out[i] = -gradient[i];
      for (let back = 1; back <= kept; back++) {
        const at = (count - back) % pairs;
        const change = changes[at];
        const factor = inverse[at] * dot(steps[at], out);
        factors[at] = factor;
        for (let i = 0; i < size; i++) out[i] -= factor * change[i];
      }
      let scale = 1;
      if (kept > 0) {
        const at = (count - 1) % pairs;
        const change = changes[at];
        let norm = 0;
        for (let i = 0; i < size; i++) norm += change[i] * change[i] * inverseDiagonal[i];
        scale = 1 / (inverse[at] * norm);
      }
      for (let i = 0; i < size; i++) out[i] *= scale * inverseDiagonal[i];
      for (let back = kept; back >= 1; back--) {
        const at = (count - back) % pairs;
        const step = steps[at];
        const factor = factors[at] - inverse[at] * dot(changes[at], out);
        for (let i = 0; i < size; i++) out[i] += factor * step[i];
      }
    },
    update(step, change) {
      const curvature = dot(step, change);
      if (!(curvature > 0)) return;
      const at = count % pairs;
      steps[at].set(step);
      changes[at].set(change);
      inverse[at] = 1 / curvature;
      count++;
    },
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
