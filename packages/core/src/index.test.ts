import { expect, it } from 'vitest';

it('can be imported dynamically: no export makes the module look like a promise', async () => {
  const core = await import('@gen/core');
  expect(Object.keys(core)).not.toContain('then');
  expect(core.createRng(1).key).toBeGreaterThan(0);
});
