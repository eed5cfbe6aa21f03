/** The images at `indices` as floats in [0, 1], one after another. @internal */
export function gatherPixels(pixels: Uint8Array, stride: number, indices: Uint32Array): Float32Array {
  const out = new Float32Array(indices.length * stride);
  let to = 0;
  for (const index of indices) {
    const end = (index + 1) * stride;
    for (let from = index * stride; from < end; from++) out[to++] = pixels[from] / 255;
  }
  return out;
}
