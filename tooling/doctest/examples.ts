import { documents } from 'virtual:doc-examples';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

// An example passes when it runs to its end and, by the setup file, leaves no tensor behind. Guides may print; the examples of
// functions are read as code, where a value in a comment says more.
const print = vi.spyOn(console, 'log');
beforeEach(() => {
  print.mockReset().mockImplementation(() => {});
});
// An example that chooses a backend chooses it for itself.
afterEach(async () => {
  await tf.setBackend('cpu');
});

for (const { path, examples } of documents) {
  describe(path, () => {
    for (const { title, line, run } of examples) {
      it.runIf(run)(`${title || 'example'} (line ${line})`, async () => {
        await run?.();
        if (path.endsWith('.ts')) expect(print, 'what the example printed').not.toHaveBeenCalled();
      });
    }
  });
}
