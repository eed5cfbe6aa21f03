import { GenError } from '@gen/core';
import { describe, expect, test } from 'vitest';
import { markdownTable } from './markdown-table';

const rows = [
  ['pixels', '72.7 ± 1.1', 3],
  ['VAE features', 'NaN', null],
  ['labels only', '9.64 ± 0.2', 12],
];

describe('markdownTable', () => {
  test('is GitHub-flavored Markdown', () => {
    expect(markdownTable(rows, { columns: ['method', 'accuracy', 'n'] })).toBe(
      [
        '| method       |   accuracy |   n |',
        '| ------------ | ---------: | --: |',
        '| pixels       | 72.7 ± 1.1 |   3 |',
        '| VAE features |        NaN |     |',
        '| labels only  | 9.64 ± 0.2 |  12 |',
      ].join('\n'),
    );
    expect(markdownTable([['x']], { columns: ['a'], align: ['center'] })).toBe('|  a  |\n| :-: |\n|  x  |');
  });

  test('no cell can break the table', () => {
    const [, , line] = markdownTable([['a|b\\\nc']], { columns: ['name'] }).split('\n');
    expect(line).toBe('| a\\|b\\\\ c |');
  });

  test('refuses rows that do not fit the columns', () => {
    try {
      markdownTable([['x', 'y']], { columns: ['a'] });
      expect.unreachable();
    } catch (error) {
      expect(GenError.is(error, 'shape')).toBe(true);
      expect(String(error)).toContain('markdownTable: expected rows[0]');
    }
  });
});
