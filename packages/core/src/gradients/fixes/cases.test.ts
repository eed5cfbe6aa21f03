import { describe, expect, it } from 'vitest';
import { cases, checkCase } from './cases';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

describe.each(Object.entries(cases))('%s', (_, topic) => {
  it.each(Object.entries(topic))('%s', async (_, one) => {
    const { worstRelativeError } = await checkCase(one);
    expect(worstRelativeError).toBeLessThan(1e-3);
  });
});
