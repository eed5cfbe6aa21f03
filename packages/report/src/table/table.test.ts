import { GenError } from '@gen/core';
import { describe, expect, test } from 'vitest';
import { table } from './table';

const rows = [
  ['pixels', '72.7 ± 1.1', 3],
  ['VAE features', 'NaN', null],
  ['labels only', '9.64 ± 0.2', 12],
];

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return GenError.is(error) ? `${error.code}: ${error.message}` : String(error);
  }
  return undefined;
}

describe('table', () => {
  test('pads columns, numbers to the right', () => {
    expect(table(['method', 'accuracy', 'n'], rows)).toBe(
      [
        'method          accuracy   n',
        '────────────  ──────────  ──',
        'pixels        72.7 ± 1.1   3',
        'VAE features         NaN',
        'labels only   9.64 ± 0.2  12',
      ].join('\n'),
    );
  });

  test('wide characters take two columns, accents and colors none', () => {
    const red = `${String.fromCharCode(27)}[31mred${String.fromCharCode(27)}[0m`;
    const lines = table(
      ['a', 'b'],
      [
        ['漢字', 'x'],
        ['e\u0301', 'y'],
        [red, 'z'],
        ['👩‍🔬', 'w'],
      ],
    ).split('\n');
    expect(lines[1]).toBe('────  ─');
    expect(lines.slice(2)).toEqual(['漢字  x', 'e\u0301     y', `${red}   z`, '👩‍🔬    w']);
  });

  test('takes the sides it is given, and keeps each row on one line', () => {
    expect(table(['name', 'x'], [['a\nb', 1]], { align: ['center', 'left'] })).toBe('name  x\n────  ─\na b   1');
    expect(table(['only'], [])).toBe('only\n────');
  });

  test('refuses rows and sides that do not fit the header', () => {
    expect(codeOf(() => table(['a', 'b'], [['x']]))).toBe('shape: table: expected rows[0] of 2 cells, one a column, got 1');
    expect(codeOf(() => table(['a'], [], { align: [] }))).toMatch(/^shape: table: expected align of 1 entries/u);
    expect(codeOf(() => table([], []))).toMatch(/^value: table: expected the number of columns/u);
  });
});
