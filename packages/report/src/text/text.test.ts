import { describe, expect, test } from 'vitest';
import { printable } from './printable';
import { shortenText } from './shorten-text';
import { textWidth } from './text-width';
import { wrapText } from './wrap-text';

describe('text', () => {
  test('widths are the advance widths of DejaVu Sans', () => {
    expect(textWidth('A', 10)).toBeCloseTo(6.84, 10);
    expect(textWidth('20', 100)).toBeCloseTo(127.2, 10);
    expect(textWidth('A', 10, true)).toBeGreaterThan(7.7);
    expect(textWidth('µ→漢', 10)).toBeGreaterThan(20);
  });

  test('lines are broken at spaces and stay inside the width', () => {
    const lines = wrapText('the quick  brown fox\njumps', 60, 10);
    expect(lines.join(' ')).toBe('the quick brown fox jumps');
    expect(lines.every((line) => textWidth(line, 10) <= 60)).toBe(true);
    expect(wrapText('unbreakable', 1, 10)).toEqual(['unbreakable']);
    expect(wrapText('  ', 60, 10)).toEqual([]);
  });

  test('text too long for its room ends in an ellipsis', () => {
    expect(shortenText('seven', 100, 10)).toBe('seven');
    const short = shortenText('seventeen', 40, 10);
    expect(short).toMatch(/^sev\w*…$/u);
    expect(textWidth(short, 10)).toBeLessThanOrEqual(40);
    expect(shortenText('seven', 2, 10)).toBe('');
  });

  test('characters that XML cannot hold are replaced', () => {
    expect(printable('a\u0000b\ud800c\tdé😀')).toBe('a\ufffdb\ufffdc\tdé😀');
  });
});
