import { backendName } from '@gen/testing';
import { describe, it } from 'vitest';
import { cases, checkCase } from './cases';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

describe.each(Object.entries(cases))('%s', (_, topic) => {
  it.each(Object.entries(topic).filter(([, { lacking }]) => lacking !== backendName))('%s', (_, one) => checkCase(one));
});
