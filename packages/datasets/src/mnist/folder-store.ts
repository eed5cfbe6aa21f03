import { GenError } from '@gen/core';
import type { Store } from './store';

type SystemError = Error & { readonly code?: string };

/** Keeps files in a folder, made when first written to. Node. @internal */
export async function folderStore(folder: string): Promise<Store> {
  const { constants, promises: fs } = await import('node:fs');
  const { join } = await import('node:path');
  const partOf = (file: string): string => join(folder, `${file}.part`);

  const orIfMissing = async <T>(found: Promise<T>, missing: T): Promise<T> => {
    try {
      return await found;
    } catch (error) {
      if ((error as SystemError).code === 'ENOENT') return missing;
      throw error;
    }
  };
  const onDisk = async <T>(write: () => Promise<T>): Promise<T> => {
    try {
      return await write();
    } catch (error) {
      const { code, message } = error as SystemError;
      const got = code === 'ENOSPC' ? 'a full disk (ENOSPC); free some space and run again' : (code ?? message);
      throw new GenError('disk', `mnist: expected to write to the cache ${folder}, got ${got}`, { cause: error });
    }
  };

  return {
    read: (file) => orIfMissing<Uint8Array | undefined>(fs.readFile(join(folder, file)), undefined),
    readPart: (file) => fs.readFile(partOf(file)),
    partSize: async (file) => (await orIfMissing<{ size: number }>(fs.stat(partOf(file)), { size: 0 })).size,
    writePart: (file, chunk, at) =>
      onDisk(async () => {
        await fs.mkdir(folder, { recursive: true });
        const part = await fs.open(partOf(file), constants.O_RDWR | constants.O_CREAT);
        try {
          for (let done = 0; done < chunk.length; ) {
            done += (await part.write(chunk, done, chunk.length - done, at + done)).bytesWritten;
          }
        } finally {
          await part.close();
        }
      }),
    commit: (file) => onDisk(() => fs.rename(partOf(file), join(folder, file))),
    removePart: (file) => onDisk(() => fs.rm(partOf(file), { force: true })),
    remove: (file) => onDisk(() => fs.rm(join(folder, file), { force: true })),
  };
}
