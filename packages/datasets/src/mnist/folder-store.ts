import { GenError } from '@gen/core';
import type { Store } from './store';

type SystemError = Error & { readonly code?: string };

/** Keeps files in a folder, made when first written to. Node. @internal */
export async function folderStore(folder: string): Promise<Store> {
  const { constants, promises: fs } = process.getBuiltinModule('node:fs');
  const { join } = process.getBuiltinModule('node:path');
  const partOf = (file: string): string => join(folder, `${file}.part`);

  const onDisk = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      const { code } = error as SystemError;
      const got = code === 'ENOSPC' ? 'a full disk (ENOSPC); free some space and run again' : code;
      const expected = `the cache folder ${folder} to take and give files`;
      throw new GenError('disk', `mnist: expected ${expected}, got ${got}`, { cause: error });
    }
  };
  const orIfMissing = <T>(find: () => Promise<T>, missing: T): Promise<T> =>
    onDisk(() => find().catch((error: SystemError) => (error.code === 'ENOENT' ? missing : Promise.reject(error))));

  return {
    read: (file) => orIfMissing<Uint8Array | undefined>(() => fs.readFile(join(folder, file)), undefined),
    readPart: (file) => orIfMissing<Uint8Array>(() => fs.readFile(partOf(file)), new Uint8Array()),
    partSize: async (file) => (await orIfMissing<{ size: number }>(() => fs.stat(partOf(file)), { size: 0 })).size,
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
    commit: (file) =>
      onDisk(async () => {
        await fs.rename(partOf(file), join(folder, file)).catch(async (error) => {
          // Another process that downloads the same may have been first.
          await fs.stat(join(folder, file)).catch(() => Promise.reject(error));
        });
      }),
    removePart: (file) => onDisk(() => fs.rm(partOf(file), { force: true })),
    remove: (file) => onDisk(() => fs.rm(join(folder, file), { force: true })),
  };
}
