import { GenError } from '@gen/core';

/** Reads `name` or `name.gz`, whichever a folder has, and says which. Node. @internal */
export async function readFromFolder(folder: string, name: string): Promise<[string, Uint8Array]> {
  const { readdir, readFile } = process.getBuiltinModule('node:fs/promises');
  const { join } = process.getBuiltinModule('node:path');
  let found: string[];
  try {
    found = await readdir(folder);
  } catch (error) {
    const got = (error as { code?: string }).code === 'ENOENT' ? 'no such folder' : (error as Error).message;
    throw new GenError('file', `mnist: expected dir ${folder} to be a folder, got ${got}`, { cause: error });
  }
  const file = [name, `${name}.gz`].find((candidate) => found.includes(candidate));
  if (file === undefined) {
    const got = found.length > 0 ? found.sort().slice(0, 8).join(', ') : 'an empty folder';
    throw new GenError('file', `mnist: expected ${folder} to hold ${name} or ${name}.gz, got ${got}`);
  }
  return [file, await readFile(join(folder, file))];
}
