import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { when } from '@gen/testing';
import { expect, it } from 'vitest';
import { encodeSafetensors, type HostTensor } from './safetensors';

const tensors: Record<string, HostTensor> = {
  mask: { dtype: 'bool', shape: [3], data: new Uint8Array([1, 0, 1]) },
  'model/kernel': { dtype: 'float32', shape: [2, 1], data: new Float32Array([1.5, -0.25]) },
  steps: { dtype: 'int32', shape: [], data: new Int32Array([-7]) },
};

it('is laid out as the format says: length, header padded to 8 bytes, values in order, little endian', () => {
  const bytes = Buffer.from(encodeSafetensors(tensors, { by: 'gen' }));
  const length = Number(bytes.readBigUInt64LE(0));
  expect(length % 8).toBe(0);
  const header = bytes.subarray(8, 8 + length).toString('utf8');
  expect(header).toMatch(/^\{.*\} {0,7}$/);
  expect(JSON.parse(header)).toEqual({
    __metadata__: { by: 'gen' },
    'model/kernel': { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
    steps: { dtype: 'I32', shape: [], data_offsets: [8, 12] },
    mask: { dtype: 'BOOL', shape: [3], data_offsets: [12, 15] },
  });
  const values = bytes.subarray(8 + length);
  expect(values).toHaveLength(15);
  expect([values.readFloatLE(0), values.readFloatLE(4), values.readInt32LE(8), ...values.subarray(12)]).toEqual([
    1.5, -0.25, -7, 1, 0, 1,
  ]);
});

const python = process.env.GEN_PYTHON;
it.runIf(when(python, 'GEN_PYTHON names no Python with safetensors'))('is read by the safetensors of Python (GEN_PYTHON)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gen-safetensors-'));
  try {
    const file = join(folder, 'x.safetensors');
    writeFileSync(file, encodeSafetensors(tensors, { by: 'gen' }));
    const script = fileURLToPath(new URL('../../../../fixtures/core_safetensors.py', import.meta.url));
    const read = JSON.parse(execFileSync(python!, [script, '--read', file], { encoding: 'utf8' }));
    expect(read).toEqual({
      mask: { dtype: 'bool', shape: [3], data: [true, false, true] },
      'model/kernel': { dtype: 'float32', shape: [2, 1], data: [1.5, -0.25] },
      steps: { dtype: 'int32', shape: [], data: [-7] },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
