import { textWidth } from '../text/text-width';

/** About `count` round numbers (1, 2 or 5 times a power of ten apart) from at or below `low` to at or above `high`. */
export function roundTicks(low: number, high: number, count = 5): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999)!;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => plain((first + i) * step));
}

/** The powers of two from `low` to `high`. */
export function powerTicks(low: number, high: number): number[] {
  const first = Math.ceil(Math.log2(low) - 1e-9);
  return Array.from({ length: Math.floor(Math.log2(high) + 1e-9) - first + 1 }, (_, i) => 2 ** (first + i));
}

/** Leaves out ticks whose text would touch the text of the tick before; the last one always stays. */
export function thinTicks(
  ticks: readonly number[],
  place: (tick: number) => number,
  text: (tick: number) => string,
  size: number,
): number[] {
  const kept: number[] = [];
  const half = (tick: number): number => textWidth(text(tick), size) / 2;
  for (const tick of [...ticks].reverse()) {
    const right = kept.at(-1);
    if (right === undefined || place(tick) + half(tick) + 6 <= place(right) - half(right)) kept.push(tick);
  }
  return kept.reverse();
}

/** The number without the noise of binary arithmetic: 0.3, not 0.30000000000000004. */
export function plain(value: number): number {
  return Number(value.toPrecision(12));
}
