import { checkCount, GenError } from '@gen/core';

/** What a table can hold: text as it is, numbers as JavaScript prints them, nothing for null and undefined. @category Tables */
export type Cell = string | number | null | undefined;

/** One line of text a cell: line breaks and tabs become spaces. */
export function cellText(cell: Cell): string {
  return cell === null || cell === undefined ? '' : String(cell).replace(/\s+/gu, ' ');
}

/** The cells as text, after checking that every row has one for every column. */
export function textRows(where: string, header: readonly string[], rows: readonly (readonly Cell[])[]): string[][] {
  checkCount(where, 'the number of columns', header.length);
  return rows.map((row, i) => {
    if (row.length === header.length) return row.map(cellText);
    throw new GenError('shape', `${where}: expected rows[${i}] of ${header.length} cells, one a column, got ${row.length}`);
  });
}
