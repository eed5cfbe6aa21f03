import type { Stroke } from './digits';

/** Side of an image in pixels. @internal */
export const SIDE = 28;

const PARTS = 6;

/** A straight piece of a stroke. */
interface Segment {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Cuts a stroke into straight pieces: a Catmull-Rom curve through its points, which stops at corners and begins anew. @internal */
export function flatten(stroke: Stroke, add: (segment: Segment) => void): void {
  let [x0, y0] = stroke[0];
  for (let i = 0; i + 1 < stroke.length; i++) {
    const from = stroke[i];
    const to = stroke[i + 1];
    const before = i === 0 || from[2] ? from : stroke[i - 1];
    const after = i + 2 === stroke.length || to[2] ? to : stroke[i + 2];
    for (let part = 1; part <= PARTS; part++) {
      const t = part / PARTS;
      const x1 = curve(before[0], from[0], to[0], after[0], t);
      const y1 = curve(before[1], from[1], to[1], after[1], t);
      add({ x0, y0, x1, y1 });
      x0 = x1;
      y0 = y1;
    }
  }
}

function curve(before: number, from: number, to: number, after: number, t: number): number {
  const a = 3 * (from - to) + after - before;
  const b = 2 * before - 5 * from + 4 * to - after;
  return from + 0.5 * t * (to - before + t * (b + t * a));
}

/**
 * Lowers `gaps` `[SIDE * SIDE]`, the distance of each pixel's center to the edge of the ink, by a line of the given half width.
 * Pixels further away than `reach` stay as they are.
 *
 * @internal
 */
export function drawSegment(gaps: Float64Array, { x0, y0, x1, y1 }: Segment, halfWidth: number, reach: number): void {
  const margin = halfWidth + reach;
  const left = Math.max(0, Math.ceil(Math.min(x0, x1) - margin));
  const right = Math.min(SIDE - 1, Math.floor(Math.max(x0, x1) + margin));
  const top = Math.max(0, Math.ceil(Math.min(y0, y1) - margin));
  const bottom = Math.min(SIDE - 1, Math.floor(Math.max(y0, y1) + margin));
  const dx = x1 - x0;
  const dy = y1 - y0;
  const square = dx * dx + dy * dy || 1;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = ((x - x0) * dx + (y - y0) * dy) / square;
      const t = along < 0 ? 0 : along > 1 ? 1 : along;
      const ex = x - x0 - t * dx;
      const ey = y - y0 - t * dy;
      const gap = Math.sqrt(ex * ex + ey * ey) - halfWidth;
      if (gap < gaps[y * SIDE + x]) gaps[y * SIDE + x] = gap;
    }
  }
}
