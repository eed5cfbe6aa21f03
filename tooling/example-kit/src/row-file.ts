import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Finished rows of an experiment, one JSON line each: what a killed run leaves for the next one. */
export interface RowFile<Row> {
  /** The rows; a line that a kill cut short is dropped. */
  read(): Promise<Row[]>;
  append(row: Row): Promise<void>;
  clear(): Promise<void>;
}

/** A file of rows at `path`, made when the first row is written. */
export function rowFile<Row>(path: string): RowFile<Row> {
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch(() => '');
      return text.split('\n').flatMap((line) => {
        try {
          return line === '' ? [] : [JSON.parse(line) as Row];
        } catch {
          return [];
        }
      });
    },
    async append(row) {
      await mkdir(dirname(path), { recursive: true });
      const text = await readFile(path, 'utf8').catch(() => '');
      const glue = text === '' || text.endsWith('\n') ? '' : '\n';
      await appendFile(path, `${glue}${JSON.stringify(row)}\n`);
    },
    clear: () => rm(path, { force: true }),
  };
}
