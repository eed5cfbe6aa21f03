import { GenError } from '@gen/core';
import { packageFile } from './package-file';

const files = ['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSans-Oblique', 'DejaVuSansMono'];
let loading: Promise<readonly Uint8Array[]> | undefined;

/** The fonts to draw with: those given, else the DejaVu files, read once. */
export async function loadFonts(fonts: readonly Uint8Array[] | undefined): Promise<readonly Uint8Array[]> {
  if (fonts !== undefined) {
    if (fonts.length > 0) return fonts;
    throw new GenError('missing', 'svgToPng: expected fonts to hold a font at least, got none: all text would be left out');
  }
  loading ??= Promise.all(files.map((file) => packageFile(`dejavu-fonts-ttf/ttf/${file}.ttf`, 'fonts'))).catch(
    (cause: unknown) => {
      loading = undefined;
      throw cause;
    },
  );
  return loading;
}
