import { checkValue, GenError } from '@gen/core';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota used up',
  EROFS: 'a read-only disk',
  EACCES: 'no permission to write',
  EPERM: 'no permission to write',
};

/**
 * Writes files into a folder, each whole or not at all: in Node, under a temporary name that is renamed once everything is on disk.
 *
 * No file is renamed before all are written, so a full disk or a kill leaves the earlier files as they were.
 *
 * @param dir the folder; made where it is not there.
 * @param files content by file name: bytes, or text written as UTF-8.
 * @throws GenError `value` where a name is empty or holds a path; `disk` where the disk is full or refuses.
 *
 * @example Keep a table and the numbers behind it
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { table, writeFiles } from '@gen/report';
 *
 * const dir = await mkdtemp(join(tmpdir(), 'gen-report-'));
 * await writeFiles(dir, { 'table.txt': table(['method', 'error'], [['pixels', 0.27]]), 'result.json': '{"error":0.27}' });
 * await rm(dir, { recursive: true });
 * ```
 * @category Files
 */
export async function writeFiles(dir: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  const names = Object.keys(files);
  for (const name of names) {
    checkValue('writeFiles', 'a file name', name, /^(?!\.{1,2}$)[^/\\\0]+$/u.test(name), 'a name without a path');
  }
  const { mkdir, open, rename, rm } = process.getBuiltinModule('node:fs/promises');
  const { join } = process.getBuiltinModule('node:path');
  const temporary = (name: string): string => join(dir, `.${name}.${process.pid}.tmp`);
  try {
    await mkdir(dir, { recursive: true });
    for (const name of names) {
      const file = await open(temporary(name), 'w');
      try {
        await file.writeFile(files[name]!);
        await file.sync();
      } finally {
        await file.close();
      }
    }
    for (const name of names) await rename(temporary(name), join(dir, name));
  } catch (cause) {
    await Promise.all(names.map((name) => rm(temporary(name), { force: true }).catch(() => undefined)));
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new GenError('disk', `writeFiles: expected ${dir} to take ${names.join(', ')}, got ${reasons[code ?? ''] ?? message}`, {
      cause,
    });
  }
}
