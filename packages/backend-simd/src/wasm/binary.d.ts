// What assemble.mjs makes of assembly/: a WebAssembly module in base64, without and with relaxed SIMD.
export const plain: string;
export const relaxed: string;
