import { GenError } from '@gen/core';
import { terminalWidth, uncolored } from './terminal-width';

/** Side of its column that a cell leans to. @category Tables */
export type Align = 'left' | 'right' | 'center';

const number = /^[-+−]?(\d[\d,_]*\.?\d*|\.\d+)(e[-+]?\d+)?/iu;
const nothing = /^(|nan|[-–—]|n\/a)$/iu;

/** The sides the columns lean to: those given, else right for columns of numbers ('12 %' and '0.91 ± 0.02' are some), left for the rest. */
export function alignments(
  where: string,
  align: readonly Align[] | undefined,
  columns: number,
  rows: readonly string[][],
): readonly Align[] {
  if (align === undefined) {
    return Array.from({ length: columns }, (_, i) => {
      const filled = rows.map((row) => uncolored(row[i]!).trim()).filter((text) => !nothing.test(text));
      return filled.length > 0 && filled.every((text) => number.test(text)) ? 'right' : 'left';
    });
  }
  if (align.length === columns) return align;
  throw new GenError('shape', `${where}: expected align of ${columns} entries, one a column, got ${align.length}`);
}

/** The text with spaces around it, `width` columns of a terminal in all. */
export function pad(text: string, width: number, align: Align): string {
  const room = Math.max(0, width - terminalWidth(text));
  const before = align === 'right' ? room : align === 'center' ? Math.floor(room / 2) : 0;
  return ' '.repeat(before) + text + ' '.repeat(room - before);
}
