import { createHash } from 'node:crypto';

/** Eight hexadecimal digits that stand for some settings: results of other settings get another file. */
export function fingerprint(settings: unknown): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 8);
}
