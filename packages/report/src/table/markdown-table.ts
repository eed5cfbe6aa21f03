import { type Align, alignments, pad } from './align';
import { type Cell, cellText, textRows } from './cell';
import { terminalWidth } from './terminal-width';

/** How {@link markdownTable} sets its rows. @category Tables */
export interface MarkdownTableOptions {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** The side each column leans to; unless given, columns of numbers lean right and all others left. */
  readonly align?: readonly Align[];
}

/**
 * Sets a table in GitHub-flavored Markdown that also reads well as plain text.
 *
 * Pipes and backslashes in cells are escaped and line breaks become spaces, so that no cell can break the table.
 *
 * @param rows one array a row, one cell a column.
 * @param options names of the columns, and the sides they lean to.
 * @returns lines joined by `\n`, with none at the end.
 * @throws GenError `shape` where a row or `align` has more or fewer entries than `columns`; `value` where there is no column.
 *
 * @example A table for a README
 * ```ts
 * import { markdownTable } from '@gen/report';
 *
 * const text = markdownTable([['pixels', 72.7], ['VAE features', 82.7]], { columns: ['method', 'accuracy'] });
 * if (text.split('\n')[2] !== '| pixels       |     72.7 |') throw new Error(text);
 * ```
 * @category Tables
 */
export function markdownTable(rows: readonly (readonly Cell[])[], options: MarkdownTableOptions): string {
  const { columns } = options;
  const body = textRows('markdownTable', columns, rows);
  const align = alignments('markdownTable', options.align, columns.length, body);
  const lines = [columns.map(cellText), ...body].map((line) => line.map((text) => text.replace(/[\\|]/gu, '\\$&')));
  // Three dashes and their colons are the least that every Markdown parser takes for a rule.
  const widths = columns.map((_, i) => Math.max(3, ...lines.map((line) => terminalWidth(line[i]!))));
  const print = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = widths.map((width, i) => dashes(width, align[i]!));
  const [first, ...rest] = lines.map((line) => print(line.map((text, i) => pad(text, widths[i]!, align[i]!))));
  return [first, print(rule), ...rest].join('\n');
}

function dashes(width: number, align: Align): string {
  if (align === 'left') return '-'.repeat(width);
  return `${align === 'center' ? ':' : '-'}${'-'.repeat(width - 2)}:`;
}
