import { type Card, checkValue, GenError } from '@gen/core';
import { type ImageDataset, imageDataset } from '../images/image-dataset';
import { browserStore } from './browser-store';
import { download, type ReadProgress } from './download';
import { folderStore } from './folder-store';
import { gunzip } from './gunzip';
import { type IdxArray, parseIdx } from './parse-idx';
import { readFromFolder } from './read-from-folder';
import type { Store } from './store';

/** Where {@link mnist} reads from. @category MNIST */
export interface MnistOptions {
  /** The 60,000 training images (default) or the 10,000 test images. */
  readonly split?: 'train' | 'test';
  /** Folder of IDX files under their usual names, gzip or not; nothing is downloaded then. Node. */
  readonly dir?: string;
  /** Folder (in a browser: name of the Cache) for downloads; by default `$XDG_CACHE_HOME/gen/mnist` or `~/.cache/gen/mnist`. */
  readonly cache?: string;
  /** Where the four `.gz` files lie. */
  readonly baseUrl?: string;
  /** SHA-256 by file name, for another set under the same names, such as Fashion-MNIST; by default those of MNIST. */
  readonly checksums?: Readonly<Record<string, string>>;
  /** In place of the global one. */
  readonly fetch?: typeof fetch;
  /** Stops a download; what has come stays in the cache, and the next call goes on from there. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReadProgress) => void;
  /** What to say of another set in place of what is said of MNIST. */
  readonly card?: Partial<Card>;
}

const MIRROR = 'https://ossci-datasets.s3.amazonaws.com/mnist/';

/** SHA-256 of the four files as first published. */
const CHECKSUMS: Readonly<Record<string, string>> = {
  'train-images-idx3-ubyte.gz': '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
  'train-labels-idx1-ubyte.gz': '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
  't10k-images-idx3-ubyte.gz': '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
  't10k-labels-idx1-ubyte.gz': 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
};

const CARD: Card = {
  name: 'mnist',
  description: 'Handwritten digits, 28 x 28 gray, centered by mass and of one size.',
  license: 'CC BY-SA 3.0',
  source: 'http://yann.lecun.com/exdb/mnist/',
  citation:
    'LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document recognition, Proc. IEEE 86(11)',
  knownHarms:
    'Written by employees of the US Census Bureau and US high-school students: other schools teach other digits, such as a seven with a bar.',
};

/**
 * Reads MNIST, from a folder or from the network: downloaded once, resumed after an interruption, verified by SHA-256 and kept.
 *
 * Any set of the same file names and format is read too; the number and shape of the images come from the files.
 *
 * @param options where to read from, and which split.
 * @returns the images, `[28, 28, 1]`, with their labels and a card that holds the hash of both.
 * @throws GenError `file`, if `dir` lacks a file; `idx`, if one is damaged or not IDX; `value`, if images and labels differ in
 * number; `network`, `checksum` or `disk`, if a download fails; `unsupported`, for `dir` outside Node. The signal's reason,
 * when it aborts.
 *
 * @example From a folder, and from the network
 * ```ts
 * import { mnist } from '@gen/datasets';
 *
 * const fromFolder = () => mnist({ dir: 'data/mnist', split: 'test' });
 * const fromNetwork = () => mnist({ onProgress: ({ file, loaded, total }) => console.log(file, loaded, total) });
 * ```
 * @category MNIST
 */
export async function mnist(options: MnistOptions = {}): Promise<ImageDataset> {
  const { split = 'train', dir, onProgress, card } = options;
  checkValue('mnist', 'split', split, split === 'train' || split === 'test', "'train' or 'test'");
  const prefix = split === 'train' ? 'train' : 't10k';
  const inNode = globalThis.process?.versions?.node !== undefined;
  if (dir !== undefined && !inNode) {
    throw new GenError('unsupported', 'mnist: expected dir in Node only, got a runtime without files; leave it out to download');
  }
  const store = dir === undefined ? await storeOf(options.cache, inNode) : undefined;

  const readIdx = async (name: string): Promise<IdxArray> => {
    options.signal?.throwIfAborted();
    const [file, bytes] = store ? await downloaded(store, `${name}.gz`, options) : await readFromFolder(dir!, name);
    onProgress?.({ status: 'read', file, loaded: bytes.length, total: bytes.length });
    try {
      return parseIdx(gunzip(file, bytes));
    } catch (error) {
      if (!GenError.is(error, 'idx') || error.message.startsWith('mnist')) throw error;
      throw new GenError('idx', `mnist: ${file}: ${error.message}`, { cause: error });
    }
  };
  const images = await readIdx(`${prefix}-images-idx3-ubyte`);
  const labels = await readIdx(`${prefix}-labels-idx1-ubyte`);
  checkBytes(`${prefix}-images`, images, 3);
  checkBytes(`${prefix}-labels`, labels, 1);

  const [count, height, width] = images.shape;
  const same = labels.shape[0] === count;
  checkValue('mnist', `number of ${split} labels`, labels.shape[0], same, `${count}, as there are images`);
  const data = {
    card: { ...CARD, ...card, name: `${card?.name ?? CARD.name}/${split}` },
    pixels: images.data as Uint8Array,
    imageShape: [height, width, 1] as const,
    labels: labels.data as Uint8Array,
  };
  return imageDataset({ ...data, card: { ...data.card, sha256: await imageDataset(data).hash() } });
}

function checkBytes(name: string, { shape, data }: IdxArray, rank: number): void {
  if (shape.length !== rank || !(data instanceof Uint8Array)) {
    throw new GenError('idx', `mnist: expected ${name} to hold bytes of rank ${rank}, got ${data.constructor.name} [${shape}]`);
  }
}

async function downloaded(store: Store, file: string, options: MnistOptions): Promise<[string, Uint8Array]> {
  const { baseUrl = MIRROR, checksums = CHECKSUMS, fetch = globalThis.fetch, signal, onProgress } = options;
  const sha256 = checksums[file]?.toLowerCase();
  checkValue('mnist', `checksums['${file}']`, sha256, /^[0-9a-f]{64}$/.test(sha256 ?? ''), 'a SHA-256 in hexadecimal');
  const url = `${baseUrl.replace(/\/*$/, '')}/${file}`;
  return [file, await download(store, { url, file, sha256, fetch, signal, onProgress })];
}

async function storeOf(cache: string | undefined, inNode: boolean): Promise<Store> {
  if (!inNode) return browserStore(cache ?? 'gen-mnist', globalThis.caches);
  if (cache !== undefined) return folderStore(cache);
  const { homedir } = process.getBuiltinModule('node:os');
  const { join } = process.getBuiltinModule('node:path');
  return folderStore(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'gen', 'mnist'));
}
