// XML 1.0 has no place for control characters, not even escaped.
const unprintable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** The text with every character that no SVG can hold replaced by U+FFFD. */
export function printable(text: string): string {
  return text.replace(unprintable, '\ufffd');
}
