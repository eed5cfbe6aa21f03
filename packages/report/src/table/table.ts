import { type Align, alignments, pad } from './align';
import { type Cell, cellText, textRows } from './cell';
import { terminalWidth } from './terminal-width';

/**
 * Sets a table for a terminal: columns padded to one width, a rule under the header, no line ends with a space.
 *
 * Color codes inside cells take no room, wide characters (CJK, emoji) take two columns.
 *
 * @param header names of the columns.
 * @param rows one array a row, one cell a column.
 * @param options `align`: the side each column leans to; unless given, columns of numbers lean right and all others left.
 * @returns lines joined by `\n`, with none at the end.
 * @throws GenError `shape` where a row or `align` has more or fewer entries than the header; `value` where there is no column.
 *
 * @example Print results
 * ```ts
 * import { table } from '@gen/report';
 *
 * const text = table(['method', 'accuracy'], [['pixels', '72.7 %'], ['VAE features', '82.7 %']]);
 * if (text.split('\n')[2] !== 'pixels          72.7 %') throw new Error(text);
 * ```
 * @category Tables
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  options: { readonly align?: readonly Align[] } = {},
): string {
  const body = textRows('table', header, rows);
  const align = alignments('table', options.align, header.length, body);
  const lines = [header.map(cellText), ...body];
  const widths = header.map((_, i) => Math.max(...lines.map((line) => terminalWidth(line[i]!))));
  const print = (line: readonly string[]): string =>
    line
      .map((text, i) => pad(text, widths[i]!, align[i]!))
      .join('  ')
      .trimEnd();
  return [print(lines[0]!), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(print)].join('\n');
}
