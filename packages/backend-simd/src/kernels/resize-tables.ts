/** How places of a resized axis are aligned with the original's. */
export interface Alignment {
  readonly alignCorners: boolean;
  readonly halfPixelCenters?: boolean;
}

function ratio(size: number, out: number, { alignCorners }: Alignment): number {
  return alignCorners && out > 1 ? (size - 1) / (out - 1) : size / out;
}

/** For each place of the resized axis, the place of the original that it shows. */
export function nearestPlaces(size: number, out: number, alignment: Alignment): Int32Array {
  const scale = ratio(size, out, alignment);
  const round = alignment.alignCorners ? Math.round : Math.floor;
  return Int32Array.from({ length: out }, (_, i) =>
    Math.min(size - 1, round(scale * (alignment.halfPixelCenters ? i + 0.5 : i))),
  );
}

/** For each place of the resized axis, the two of the original that it lies between, and how much of the way it is. */
export interface LinearPlaces {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly fraction: Float32Array;
}

export function linearPlaces(size: number, out: number, alignment: Alignment): LinearPlaces {
  const scale = ratio(size, out, alignment);
  const places = Array.from({ length: out }, (_, i) => (alignment.halfPixelCenters ? scale * (i + 0.5) - 0.5 : scale * i));
  // Before the first place both are the first; there the way does not matter.
  const low = Int32Array.from(places, (place) => Math.max(0, Math.floor(place)));
  const high = Int32Array.from(places, (place) => Math.min(size - 1, Math.ceil(place)));
  return { low, high, fraction: Float32Array.from(places, (place, i) => place - low[i]) };
}
