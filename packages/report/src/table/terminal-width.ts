// The escape character opens the color codes of terminals, which take no room.
const colorCode = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'gu');
const ascii = /^[ -~]*$/u;
const wide =
  /\p{Emoji_Presentation}|\ufe0f|[\u{1100}-\u{115f}\u{2e80}-\u{a4cf}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{ff01}-\u{ff60}]/u;

/** The text without the color codes of terminals. */
export function uncolored(text: string): string {
  return text.replace(colorCode, '');
}

/** Columns that a terminal needs for the text: two for a wide character (CJK, emoji), none for accents and color codes. */
export function terminalWidth(text: string): number {
  const plain = uncolored(text);
  if (ascii.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(plain)) width += wide.test(segment) ? 2 : 1;
  return width;
}
