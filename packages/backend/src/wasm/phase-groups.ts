/** One axis (height or width) of a convolution. */
export interface Axis {
  readonly stride: number;
  readonly filter: number;
  /** Zeros before the input. */
  readonly pad: number;
  readonly input: number;
  readonly output: number;
}

/**
 * Phases of one axis that one stride-1 convolution of `dy` computes together.
 *
 * Input pixel `i` is at `i + pad = stride * q + phase`, and gets filter tap `phase + stride * t` of output pixel `q - t`.
 */
export interface PhaseGroup {
  readonly phases: readonly number[];
  /** Taps per phase, of which the last is the first of the stride-1 filter. */
  readonly taps: number;
  /** Zeros before and after `dy`. */
  readonly before: number;
  readonly after: number;
  /** `q` of the first pixel of the convolution, and how many it has. */
  readonly start: number;
  readonly size: number;
}

/** The phases of an axis: each on its own, with no more taps than it has, or all `together`, padded to the most taps. */
export function phaseGroups({ stride, filter, pad, input, output }: Axis, together: boolean): PhaseGroup[] {
  const all = Array.from({ length: stride }, (_, phase) => phase);
  const groups = together ? [all] : all.map((phase) => [phase]);
  return groups.flatMap((phases) => {
    const taps = Math.ceil((filter - phases[0]) / stride);
    const first = Math.ceil((pad - phases[phases.length - 1]) / stride);
    const last = Math.min(Math.floor((input - 1 + pad - phases[0]) / stride), output + taps - 2);
    if (taps < 1 || last < first) return [];
    const before = Math.max(0, taps - 1 - Math.max(0, first));
    const after = Math.max(0, last - (output - 1));
    return [{ phases, taps, before, after, start: taps - 1 - before, size: output + before + after - taps + 1 }];
  });
}
