import { expectClose } from '@gen/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GenError } from '../errors/gen-error';
import { philox4x32 } from './philox';
import { createRng } from './rng';

describe('philox4x32', () => {
  // Known-answer vectors published with the Random123 library (kat_vectors, philox4x32 10).
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)('counter %j, key %j', (counter, key, expected) => {
    const out = new Uint32Array(4);
    philox4x32(out, 0, counter as never, key as never);
    expect([...out]).toEqual([...expected]);
  });
});

describe('createRng', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    const draw = (seed: number) => [...createRng(seed).fillNormal(new Float32Array(9))];
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(0)).not.toEqual(draw(2 ** 52));
  });

  it('keeps its numbers between versions', () => {
    const rng = createRng(42);
    const frozen = [rng.integer(1000), rng.fork('a').integer(1000), rng.fork(3).integer(1000), ...rng.permutation(5)];
    expect(frozen).toMatchInlineSnapshot(`
      [
        374,
        472,
        153,
        1,
        3,
        2,
        0,
        4,
      ]
    `);
  });

  it('draws uniform and normal numbers of the right distribution', () => {
    const n = 200_000;
    const uniform = createRng(3).fillUniform(new Float64Array(n), -1, 3);
    const normal = createRng(4).fillNormal(new Float64Array(n), 2, 0.5);
    const moments = (x: Float64Array) => {
      const mean = x.reduce((s, v) => s + v, 0) / n;
      return [mean, Math.sqrt(x.reduce((s, v) => s + (v - mean) ** 2, 0) / n)];
    };
    expect(Math.min(...uniform.subarray(0, 1000))).toBeGreaterThanOrEqual(-1);
    const [um, us] = moments(uniform);
    expect(um).toBeCloseTo(1, 1.7);
    expect(us).toBeCloseTo(4 / Math.sqrt(12), 1.7);
    const [nm, ns] = moments(normal);
    expect(nm).toBeCloseTo(2, 2);
    expect(ns).toBeCloseTo(0.5, 2);
    const within = normal.filter((v) => Math.abs(v - 2) < 0.5).length / n;
    expect(within).toBeCloseTo(0.6827, 2);
  });

  it('forks by name, whatever was drawn before, and a number is no string', () => {
    const rng = createRng(5);
    const before = rng.fork('x').next();
    rng.next();
    expect(rng.fork('x').next()).toBe(before);
    expect(rng.fork('y').next()).not.toBe(before);
    expect(rng.fork(1).next()).not.toBe(rng.fork('1').next());
  });

  it('permutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 1e6 }), (n, seed) => {
        expect([...createRng(seed).permutation(n)].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  it('goes on from an exported state', () => {
    const rng = createRng(6);
    rng.next();
    const state = rng.exportState();
    const next = rng.next();
    const other = createRng(0);
    other.importState(JSON.parse(JSON.stringify(state)));
    expect(other.next()).toBe(next);
  });

  it('makes tensors that equal its typed arrays', async () => {
    const t = createRng(8).normal([3, 4]);
    expect(t.shape).toEqual([3, 4]);
    await expectClose(t, createRng(8).fillNormal(new Float32Array(12)), { relative: 0, absolute: 0 });
    t.dispose();
  });

  it('refuses bad seeds and states', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => createRng(seed)).toThrow(/createRng: expected seed to be an integer from 0/);
    }
    expect(() => createRng(1).integer(0)).toThrow(/Rng.integer: expected below/);
    try {
      createRng(1).importState({ json: { key: 1 } });
      expect.unreachable();
    } catch (error) {
      expect(GenError.is(error, 'checkpoint')).toBe(true);
    }
  });
});
