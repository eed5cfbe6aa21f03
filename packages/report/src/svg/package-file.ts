import { GenError } from '@gen/core';

/**
 * Reads a file of an installed package, in Node.
 *
 * @param file the package's name, a slash, and the path inside it.
 * @param option what to pass to `svgToPng` instead, for the message.
 * @throws GenError `missing` outside Node, and where the file is not found.
 */
export async function packageFile(file: string, option: string): Promise<Uint8Array> {
  const node = typeof process === 'object' && process?.versions?.node !== undefined;
  if (!node) {
    throw new GenError('missing', `svgToPng: expected the option ${option} outside Node, got none; pass what ${file} holds`);
  }
  try {
    const { createRequire } = process.getBuiltinModule('node:module');
    const { readFile } = process.getBuiltinModule('node:fs/promises');
    return new Uint8Array(await readFile(createRequire(import.meta.url).resolve(file)));
  } catch (cause) {
    throw new GenError(
      'missing',
      `svgToPng: expected ${file} to be installed, got none; install its package or pass the option ${option}`,
      {
        cause,
      },
    );
  }
}
