import { GenError } from '@gen/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { orExit } from './or-exit';

afterEach(() => vi.restoreAllMocks());

describe('orExit', () => {
  it('gives what it waited for', async () => {
    expect(await orExit(Promise.resolve(3))).toBe(3);
  });

  it('prints the reason of a refusal and nothing else', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
    await orExit(Promise.reject(new GenError('backend', 'useBackend: expected a GPU, got none')));
    expect(write.mock.calls).toEqual([['useBackend: expected a GPU, got none\n']]);
    expect(exit).toHaveBeenCalledWith(1);
  });

  it('leaves other errors as they are', async () => {
    await expect(orExit(Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
  });
});
