import { textWidth } from '../text/text-width';

/** Font size of all labels, in output pixels. */
export const labelSize = 12;
const lineHeight = 16;

/** Where everything of a grid goes, in output pixels. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly columns: number;
  /** Left top corner of every picture. */
  readonly tiles: readonly { readonly left: number; readonly top: number }[];
  /** Room to the left for the labels of rows, the gap not included. */
  readonly gutter: number;
}

/** Computes the places of a grid's pictures. */
export function layOut(
  images: { readonly count: number; readonly width: number; readonly height: number },
  options: {
    readonly columns: number;
    readonly rows: number;
    readonly scale: number;
    readonly gap: number;
    readonly labels: readonly string[] | undefined;
    readonly rowLabels: readonly string[] | undefined;
  },
): Layout {
  const { columns, rows, scale, gap } = options;
  const tileWidth = images.width * scale;
  const tileHeight = images.height * scale;
  const gutter = Math.ceil(Math.max(0, ...(options.rowLabels ?? []).map((text) => textWidth(text, labelSize) + 10)));
  const step = {
    x: tileWidth + gap,
    y: Math.max(tileHeight, options.rowLabels ? lineHeight : 0) + gap + (options.labels ? lineHeight : 0),
  };
  return {
    width: gutter + gap + columns * step.x,
    height: gap + rows * step.y,
    tileWidth,
    tileHeight,
    columns,
    tiles: Array.from({ length: images.count }, (_, i) => ({
      left: gutter + gap + (i % columns) * step.x,
      top: gap + Math.floor(i / columns) * step.y,
    })),
    gutter,
  };
}
