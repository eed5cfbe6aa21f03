// What assemble.mjs makes of assembly/: a WebAssembly module, deflated and in base64, without and with relaxed SIMD.
export const plain: string;
export const relaxed: string;
