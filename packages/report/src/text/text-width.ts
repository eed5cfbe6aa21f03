// Advance widths of the printable ASCII characters of DejaVu Sans, in thousandths of the font size.
const regular = (
  '318 401 460 838 636 950 780 275 390 390 500 838 318 361 318 337 636 636 636 636 636 636 636 636 636 636 337 337 838 838 838 531 ' +
  '1000 684 686 698 770 632 575 775 752 295 295 656 557 863 748 787 603 787 695 635 611 732 684 989 685 611 685 390 337 390 838 500 ' +
  '500 613 635 550 635 615 352 635 634 278 278 579 278 974 634 612 635 635 411 521 392 634 592 818 592 592 525 636 337 636 838'
)
  .split(' ')
  .map(Number);

// No character of the bold cut is more than this much wider than its regular sister; text never turns out wider than said here.
const bolder = 1.2;

/**
 * Width in pixels of one line of text in DejaVu Sans: the font that charts are set in, and wider than most that replace it.
 */
export function textWidth(text: string, size: number, bold = false): number {
  let sum = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    sum += regular[code - 32] ?? (code < 0x1100 || (code >= 0x2000 && code < 0x2e80) ? 840 : 1050);
  }
  return (sum * size * (bold ? bolder : 1)) / 1000;
}
