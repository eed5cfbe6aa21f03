import { createRng } from '@gen/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shift } from './shift';

/** Moves by plain indexing. */
function naive(images: Float32Array, [h, w, c]: number[], moves: number[][]): Float32Array {
  const out = new Float32Array(images.length);
  moves.forEach(([down, right], i) => {
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++)
        for (let k = 0; k < c; k++) {
          const [fy, fx] = [y - down, x - right];
          if (fy < 0 || fy >= h || fx < 0 || fx >= w) continue;
          out[((i * h + y) * w + x) * c + k] = images[((i * h + fy) * w + fx) * c + k];
        }
  });
  return out;
}

describe('shift', () => {
  it('equals the naive formula for any shape and distance', () => {
    const side = fc.integer({ min: 1, max: 5 });
    const cases = fc.record({ batch: side, h: side, w: side, c: side, pixels: fc.nat(6), seed: fc.nat() });
    fc.assert(
      fc.property(cases, ({ batch, h, w, c, pixels, seed }) => {
        const images = Float32Array.from({ length: batch * h * w * c }, (_, i) => i + 1);
        const draws = createRng(seed).fillUniform(new Float64Array(2 * batch));
        const distance = (u: number) => Math.floor(u * (2 * pixels + 1)) - pixels;
        const moves = Array.from({ length: batch }, (_, i) => [distance(draws[2 * i]), distance(draws[2 * i + 1])]);
        const want = naive(images, [h, w, c], moves);
        shift({ pixels })(images, [batch, h, w, c], createRng(seed));
        expect(images).toEqual(want);
      }),
    );
  });

  it('reaches every distance about equally often', () => {
    const n = 4000;
    const images = new Float32Array(n * 49);
    for (let i = 0; i < n; i++) images[i * 49 + 24] = 1;
    shift({ pixels: 1 })(images, [n, 7, 7, 1], createRng(2));
    const counts = new Map<number, number>();
    for (let i = 0; i < n; i++) {
      const at = images.subarray(i * 49, (i + 1) * 49).indexOf(1);
      counts.set(at, (counts.get(at) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([16, 17, 18, 23, 24, 25, 30, 31, 32]);
    for (const count of counts.values()) expect(Math.abs(count / n - 1 / 9)).toBeLessThan(0.03);
  });

  it('refuses a bad distance', () => {
    for (const pixels of [-1, 0.5, Number.NaN]) expect(() => shift({ pixels })).toThrow(/shift: expected pixels/);
  });
});
