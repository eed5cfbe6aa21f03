import type { Rng } from '@gen/core';
import { DIGITS, type Point, type Stroke } from './digits';
import { drawSegment, flatten, SIDE } from './ink';

const MARGIN = 1.5;
const CENTER = (SIDE - 1) / 2;
// More than any digit uses: 17 for the hand and the pen, 4 a point.
const DRAWS = 96;

/**
 * Draws one digit as some hand might write it.
 *
 * Only `+ - * /` and square roots, which all engines round alike: the bytes are the same everywhere.
 *
 * @param out receives the `SIDE * SIDE` bytes.
 * @internal
 */
export function drawDigit(out: Uint8Array, digit: number, rng: Rng): void {
  const draws = rng.fillUniform(new Float64Array(DRAWS));
  let used = 0;
  const uniform = (low: number, high: number): number => low + (high - low) * draws[used++];
  // Of mean 0 and standard deviation 0.41: two draws make a triangle, whose tails end.
  const wobble = (scale: number): number => scale * (draws[used++] + draws[used++] - 1);

  const ways = DIGITS[digit];
  const strokes = ways[Math.floor(uniform(0, ways.length))];
  const place = hand(uniform, wobble);
  const halfWidth = uniform(0.8, 1.7);
  const pressure = uniform(-0.35, 0.35);
  const ink = uniform(0.85, 1);
  const grain = uniform(0, 0.2);
  const careless = uniform(0.04, 0.13);

  const placed = strokes.map((stroke): Stroke => {
    return stroke.map(([x, y, corner]): Point => {
      const [px, py] = place(x + wobble(careless), y + wobble(careless));
      return [px, py, corner];
    });
  });
  const [moveX, moveY] = [0, 1].map((axis) => intoFrame(placed, axis as 0 | 1, uniform(-1.5, 1.5)));
  const gaps = new Float64Array(SIDE * SIDE).fill(1);
  for (const stroke of placed) {
    const pieces = stroke.map(([x, y, corner]): Point => [x + moveX, y + moveY, corner]);
    const count = 6 * (stroke.length - 1);
    let i = 0;
    flatten(pieces, (piece) => {
      drawSegment(gaps, piece, halfWidth * (1 + pressure * (i++ / count - 0.5)), 0.6);
    });
  }
  // The ink fades over one pixel around its edge, and is of uneven strength.
  const inked = gaps.reduce((count, gap) => count + (gap < 0.5 ? 1 : 0), 0);
  const noise = rng.fillUniform(new Float64Array(inked));
  let n = 0;
  for (let p = 0; p < gaps.length; p++) {
    if (gaps[p] < 0.5) out[p] = Math.round(255 * ink * Math.min(1, 0.5 - gaps[p]) * (1 - grain * noise[n++]));
  }
}

/** One hand: size, proportions, slant, turn and bend, from the unit square to pixels around the center. */
function hand(
  uniform: (low: number, high: number) => number,
  wobble: (scale: number) => number,
): (x: number, y: number) => [number, number] {
  const height = uniform(17, 21);
  const width = height * uniform(0.65, 0.9);
  const slant = uniform(-0.15, 0.35);
  // Half the tangent of the angle: cosine and sine without trigonometry.
  const half = wobble(0.12);
  const cos = (1 - half * half) / (1 + half * half);
  const sin = (2 * half) / (1 + half * half);
  const bend = wobble(0.5);
  const taper = wobble(0.5);
  return (x, y) => {
    const v = y - 0.5;
    const u = (x - 0.5) * (1 + taper * v) + bend * (v * v - 0.08);
    const px = width * u - slant * height * v;
    const py = height * v;
    return [CENTER + cos * px - sin * py, CENTER + sin * px + cos * py];
  };
}

/** How far to move along an axis: as wanted, but not out of the frame. */
function intoFrame(strokes: readonly Stroke[], axis: 0 | 1, wanted: number): number {
  let low = SIDE;
  let high = 0;
  for (const stroke of strokes) {
    for (const point of stroke) {
      low = Math.min(low, point[axis]);
      high = Math.max(high, point[axis]);
    }
  }
  const centered = CENTER - (low + high) / 2;
  const least = MARGIN - low;
  const most = SIDE - 1 - MARGIN - high;
  return least > most ? centered : Math.min(most, Math.max(least, centered + wanted));
}
