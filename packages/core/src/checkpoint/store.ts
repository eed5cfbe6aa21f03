import { GenError } from '../errors/gen-error';

/** Where a checkpoint lies: a folder (in Node) or a map of file names to bytes (anywhere). @category Checkpoints */
export type CheckpointTarget = string | Map<string, Uint8Array>;

/** The four things that a checkpoint needs of the place where it lies. @internal */
export interface Store {
  readonly name: string;
  read(file: string): Promise<Uint8Array | undefined>;
  /** All or nothing: afterwards the file holds either its old content or all of the new one, also after a crash. */
  write(file: string, bytes: Uint8Array): Promise<void>;
  list(): Promise<readonly string[]>;
  remove(file: string): Promise<void>;
}

/** @internal */
export async function storeOf(target: CheckpointTarget): Promise<Store> {
  return typeof target === 'string' ? folderStore(target) : mapStore(target);
}

function mapStore(map: Map<string, Uint8Array>): Store {
  return {
    name: 'the map',
    read: async (file) => map.get(file),
    write: async (file, bytes) => void map.set(file, bytes),
    list: async () => [...map.keys()],
    remove: async (file) => void map.delete(file),
  };
}

async function folderStore(folder: string): Promise<Store> {
  if (typeof process !== 'object' || process.getBuiltinModule === undefined) {
    throw new GenError('unsupported', `checkpoint: expected a map of files where there are no folders, got '${folder}'`);
  }
  // Not by import, which bundlers for browsers would try to resolve.
  const fs = process.getBuiltinModule('node:fs/promises');
  const { join } = process.getBuiltinModule('node:path');
  const absent = (cause: unknown): undefined => {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new GenError('disk', `checkpoint: expected to read ${folder}, but ${message}`, { cause });
  };
  // So that the new name, not only the content, outlives a power cut. Not every system can do it (Windows cannot).
  const syncFolder = async (): Promise<void> => {
    const handle = await fs.open(folder, 'r').catch(() => undefined);
    await handle?.sync().catch(() => undefined);
    await handle?.close();
  };
  return {
    name: folder,
    read: async (file) => fs.readFile(join(folder, file)).catch(absent),
    list: async () => (await fs.readdir(folder).catch(absent)) ?? [],
    remove: async (file) => fs.rm(join(folder, file), { force: true }),
    async write(file, bytes) {
      const temporary = join(folder, `${file}.tmp`);
      try {
        await fs.mkdir(folder, { recursive: true });
        const handle = await fs.open(temporary, 'w');
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await fs.rename(temporary, join(folder, file));
        await syncFolder();
      } catch (cause) {
        await fs.rm(temporary, { force: true }).catch(() => undefined);
        const { code, message } = cause as NodeJS.ErrnoException;
        const why = code === 'ENOSPC' ? `the disk is full (ENOSPC)` : message;
        throw new GenError(
          'disk',
          `saveCheckpoint: expected to write ${bytes.length} bytes to ${join(folder, file)}, but ${why}`,
          { cause },
        );
      }
    },
  };
}
