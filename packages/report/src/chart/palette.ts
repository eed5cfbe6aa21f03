/** What tells a series from the others; color is never the only difference. */
export interface Look {
  readonly color: string;
  /** A darker sister of `color`, readable as text on white. */
  readonly ink: string;
  readonly symbol: 'circle' | 'square' | 'triangle' | 'diamond2' | 'cross' | 'star';
  /** SVG stroke-dasharray, empty for a solid line. */
  readonly dash: string;
}

// Colors of Okabe and Ito (2008), "Color Universal Design", without black (it is text here) and yellow (it fades on white).
const colors: readonly (readonly [color: string, ink: string])[] = [
  ['#0072b2', '#0068a3'],
  ['#d55e00', '#b34e00'],
  ['#009e73', '#00735a'],
  ['#cc79a7', '#9c4577'],
  ['#e69f00', '#8a5f00'],
  ['#56b4e9', '#2678a8'],
];
const symbols = ['circle', 'square', 'triangle', 'diamond2', 'cross', 'star'] as const;
const grays = ['#707070', '#8c8c8c', '#505050'];
const baselineDashes = ['', '6 3', '1.5 3'];
const dashes = ['', '7 3', '2 3'];

/** The looks of the series, in their order; baselines are gray. */
export function looks(series: readonly { readonly baseline?: boolean }[]): readonly Look[] {
  let colored = 0;
  let gray = 0;
  return series.map(({ baseline }) => {
    if (baseline) {
      const color = grays[gray % grays.length]!;
      return {
        color,
        ink: '#5c5c5c',
        symbol: symbols[gray % symbols.length]!,
        dash: baselineDashes[gray++ % baselineDashes.length]!,
      };
    }
    const [color, ink] = colors[colored % colors.length]!;
    const dash = dashes[Math.floor(colored / colors.length) % dashes.length]!;
    return { color, ink, symbol: symbols[colored++ % symbols.length]!, dash };
  });
}
