import { checkValue, GenError } from '@gen/core';
import { loadFonts } from './load-fonts';
import { loadRenderer } from './load-renderer';

/** How {@link svgToPng} renders. @category Charts */
export interface SvgToPngOptions {
  /** Width of the PNG in pixels; the height follows. Not together with `scale`. */
  readonly width?: number;
  /** Pixels per SVG unit, 2 unless given: sharp on a dense screen and in print. */
  readonly scale?: number;
  /** Any CSS color; transparent where the SVG draws nothing, unless given. */
  readonly background?: string;
  /** The file `@resvg/resvg-wasm/index_bg.wasm`: its bytes, its response, or its address. Found by itself in Node. */
  readonly wasm?: BufferSource | WebAssembly.Module | Response | URL | string;
  /** Bytes of TTF or OTF files, the first of which is the default font. DejaVu Sans (regular, bold, oblique, mono) in Node. */
  readonly fonts?: readonly Uint8Array[];
}

/**
 * Renders an SVG to PNG, text included, the same on every machine: no system font is ever used.
 *
 * The renderer (resvg, compiled to WebAssembly) is loaded at the first call and kept. In Node nothing needs to be passed; in the
 * browser pass `wasm` and `fonts`, because a renderer without fonts would leave out all text without a word.
 *
 * @param svg the picture, as text; images in it must be embedded as `data:` addresses.
 * @param options size, background, and where the renderer and its fonts are.
 * @returns the bytes of a PNG file, 8-bit RGBA.
 * @throws GenError `value` where `svg` cannot be parsed, names a picture outside itself, or the size is not positive.
 * @throws GenError `missing` where the renderer or the fonts are neither passed nor found.
 *
 * @example Draw a word
 * ```ts
 * import { svgToPng } from '@gen/report';
 *
 * const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="24">
 *   <text x="4" y="17" font-family="DejaVu Sans" font-size="14">samples</text>
 * </svg>`;
 * const png = await svgToPng(svg, { width: 160, background: 'white' });
 * if (png[1] !== 'P'.charCodeAt(0)) throw new Error('not a PNG');
 * ```
 * @category Charts
 */
export async function svgToPng(svg: string, options: SvgToPngOptions = {}): Promise<Uint8Array> {
  const { width, scale, background } = options;
  checkValue('svgToPng', 'svg', typeof svg, typeof svg === 'string', 'a string');
  if (width !== undefined) checkSize('width', width, 1);
  if (scale !== undefined) checkSize('scale', scale, Number.MIN_VALUE);
  checkValue('svgToPng', 'scale', scale, width === undefined || scale === undefined, 'absent where width is given');

  const [Resvg, fonts] = await Promise.all([loadRenderer(options.wasm), loadFonts(options.fonts)]);
  const picture = parse(() => {
    return new Resvg(svg, {
      fitTo: width === undefined ? { mode: 'zoom', value: scale ?? 2 } : { mode: 'width', value: width },
      font: {
        fontBuffers: [...fonts],
        defaultFontFamily: 'DejaVu Sans',
        sansSerifFamily: 'DejaVu Sans',
        serifFamily: 'DejaVu Sans',
        monospaceFamily: 'DejaVu Sans Mono',
      },
      ...(background === undefined ? {} : { background }),
    });
  });
  try {
    const [outside] = picture.imagesToResolve();
    checkValue('svgToPng', 'svg', outside, outside === undefined, 'without pictures outside itself');
    const image = picture.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    picture.free();
  }
}

function checkSize(name: string, value: number, least: number): void {
  checkValue('svgToPng', name, value, Number.isFinite(value) && value >= least, 'a positive number');
}

function parse<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GenError('value', `svgToPng: expected svg to be a well-formed SVG document, got one that fails with "${reason}"`, {
      cause,
    });
  }
}
