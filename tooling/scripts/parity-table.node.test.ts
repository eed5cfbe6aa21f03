import { describe, expect, it } from 'vitest';
import { between, parityTables } from './parity-table.mjs';

const tolerances = { forward: 1e-5, first: 1e-4, second: 1e-3 };
const versions = { tfjs: '4.22.0', torch: '2.0.0' };
const row = { name: 'sin', topic: 'Elementwise', kernels: ['Sin'], forward: 2e-8, first: 3e-7 };
const attention = { name: 'attention', topic: 'Compositions', kernels: ['Softmax'], forward: 0 };
const run = { name: 'GAN', sameStart: true, last: 4e-7, worst: 5e-7, steps: 50 };
const cpu = { place: 'cpu', description: 'JavaScript', versions, tolerances, rows: [row, attention], runs: [run] } as const;
const gpu = {
  ...cpu,
  place: 'webgpu (Node)',
  missingKernels: ['Unique'],
  rows: [
    { ...row, forward: 2e-4, wider: { forward: 5e-4, why: 'coarse' } },
    { ...attention, forward: 1, lacks: 'wrong sums' },
  ],
} as const;

describe('parityTables', () => {
  const lines = parityTables([cpu, gpu]).split('\n');

  it('gives a line for each kernel, with the worst error of each place', () => {
    expect(lines).toContain('| kernel | order | cpu | webgpu (Node) |');
    expect(lines).toContain('| `Sin` | 1 | 3e‑7 | 2e‑4 |');
  });

  it('marks what is lacking, and leaves its error out', () => {
    expect(lines).toContain('| `Softmax` | 0 | 0 | † |');
    expect(lines).toContain('| attention | 0 | 0 | † |');
    expect(lines).toContain('  - attention: wrong sums');
    expect(lines).toContain('  - sin to 0.0005 only: coarse');
    expect(lines).toContain('  - no kernel for `Unique`');
    expect(lines).toContain('  - lacks nothing that is compared here');
  });

  it('gives the training runs', () => expect(lines).toContain('| GAN | 4e‑7 | 4e‑7 |'));
});

describe('between', () => {
  const marks = ['<!-- parity: begin. Written by `npm run parity`; edits are lost. -->', '<!-- parity: end -->'];

  it('replaces what is between the markers only', () => {
    expect(between(`before\n${marks[0]}\nold\n${marks[1]}\nafter`, 'new')).toBe(
      `before\n${marks[0]}\n\nnew\n\n${marks[1]}\nafter`,
    );
  });

  it('refuses a guide without them', () => expect(() => between('text', 'new')).toThrow('expected the guide to hold'));
});
