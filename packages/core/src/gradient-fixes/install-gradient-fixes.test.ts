import { expectRefusal } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { installGradientFixes } from './install-gradient-fixes';

describe('installGradientFixes', () => {
  it('refuses to work before tfjs has gradients, and leaves tfjs as it is', () => {
    const square = tf.getGradient('Square');
    tf.unregisterGradient('Square');
    try {
      expect(expectRefusal(() => installGradientFixes(), 'gradient')).toBe(
        'installGradientFixes: expected the gradients of tfjs to be registered, got none; import @tensorflow/tfjs-layers or @tensorflow/tfjs first, or call useBackend of @gen/backend',
      );
    } finally {
      tf.registerGradient(square);
    }
  });

  it('can be called again, and puts back what another import registered over it', () => {
    installGradientFixes();
    const ours = tf.getGradient('MirrorPad');
    installGradientFixes();
    expect(tf.getGradient('MirrorPad')).toBe(ours);
    tf.unregisterGradient('MirrorPad');
    tf.registerGradient({ ...ours, gradFunc: () => ({}) });
    installGradientFixes();
    expect(tf.getGradient('MirrorPad')).toBe(ours);
  });

  it('makes no tensor', () => {
    const { numTensors } = tf.memory();
    installGradientFixes();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
