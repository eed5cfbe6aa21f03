/**
 * Where downloaded files are kept. A file being written is a part, under another name, until it is committed.
 *
 * @internal
 */
export interface Store {
  /** The whole file, or undefined where there is none. */
  read(file: string): Promise<Uint8Array | undefined>;
  /** What there is of the part; empty where there is none. */
  readPart(file: string): Promise<Uint8Array>;
  /** Number of bytes of the part; 0 where there is none. */
  partSize(file: string): Promise<number>;
  /** Writes at a place in the part, not at its end: two processes that download the same file do each other no harm. */
  writePart(file: string, chunk: Uint8Array, at: number): Promise<void>;
  /** Gives the finished part its name. */
  commit(file: string): Promise<void>;
  removePart(file: string): Promise<void>;
  /** Removes the whole file. */
  remove(file: string): Promise<void>;
}
