import { describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/glyphs.json';
import { glyphs } from './glyphs';

describe('glyphs', () => {
  it('draws the same bytes on every engine: those that scikit-learn was trained on', async () => {
    expect(await glyphs({ size: 1000 }).hash()).toBe(golden.sha256.first1000);
    expect(golden.logisticRegression['100'].accuracy).toBeGreaterThan(0.7);
    expect(golden.logisticRegression['100'].accuracy).toBeLessThan(0.85);
  });

  it('is balanced and interleaved', () => {
    const data = glyphs({ size: 57, classes: 4 });
    expect([...data.labels]).toEqual(Array.from({ length: 57 }, (_, i) => i % 4));
    expect([data.classes, data.imageShape, data.size]).toEqual([['0', '1', '2', '3'], [28, 28, 1], 57]);
  });

  it('draws image i whatever the size', () => {
    const few = glyphs({ seed: 3, size: 25 });
    const many = glyphs({ seed: 3, size: 60 });
    expect(few.pixels).toEqual(many.pixels.slice(0, few.pixels.length));
    expect(few.pixels).not.toEqual(glyphs({ seed: 4, size: 25 }).pixels);
  });

  it('keeps a clean margin and puts ink on every image', () => {
    const { pixels, size } = glyphs({ seed: 11, size: 2000 });
    for (let i = 0; i < size; i++) {
      const image = pixels.subarray(i * 784, (i + 1) * 784);
      const ink = image.reduce((sum, value) => sum + value, 0) / 255;
      expect(ink).toBeGreaterThan(10);
      expect(ink).toBeLessThan(260);
      expect(Math.max(...image)).toBeGreaterThan(130);
    }
  });

  it('says what it is', () => {
    expect(glyphs({ seed: 5, size: 10, classes: 3 }).card.source).toBe(
      'glyphs({ seed: 5, size: 10, classes: 3 }) of @gen/datasets',
    );
  });

  it('refuses bad options', () => {
    expect(() => glyphs({ size: 0 })).toThrow(/glyphs: expected size to be an integer of at least 1, got 0/);
    for (const classes of [0, 11, 2.5]) expect(() => glyphs({ classes })).toThrow(/classes to be an integer from 1 to 10/);
    expect(() => glyphs({ seed: -1 })).toThrow(/seed/);
  });
});
