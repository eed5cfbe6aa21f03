/** WebAssembly instructions that leave one value (or, as a statement, none), as bytes. */
export type Code = readonly number[];

/** A function of a module: the types of its parameters and of its other locals, and its body, which leaves no value. */
export interface WasmFunction {
  readonly parameters: readonly number[];
  readonly locals: readonly number[];
  readonly body: Code;
}

/** Types of values. */
export const i32 = 0x7f;
export const f64 = 0x7c;
export const v128 = 0x7b;

/** An unsigned number as LEB128. */
export function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
const text = (value: string): Code => sized([...new TextEncoder().encode(value)]);
const section = (id: number, items: readonly Code[]): Code => [id, ...sized(list(items))];

/**
 * Assembles functions into the bytes of a WebAssembly module, which imports its memory as `env.memory` and exports each function
 * by its name.
 *
 * @see Rossberg (editor) 2022, "WebAssembly Core Specification 2.0", section 5, binary format.
 */
export function assemble(functions: Readonly<Record<string, WasmFunction>>): Uint8Array<ArrayBuffer> {
  const all = Object.values(functions);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      all.map(({ parameters }) => [0x60, ...sized(parameters), 0]),
    ),
    ...section(2, [[...text('env'), ...text('memory'), 0x02, 0x00, 0]]),
    ...section(
      3,
      all.map((_, i) => unsigned(i)),
    ),
    ...section(
      7,
      Object.keys(functions).map((name, i) => [...text(name), 0x00, ...unsigned(i)]),
    ),
    ...section(
      10,
      all.map(({ locals, body }) => sized([...list(locals.map((type) => [1, type])), ...body, 0x0b])),
    ),
  ]);
}

/** Instructions by name; those of two operands take them in order. */
export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const addI32 = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const subI32 = (a: Code, b: Code): Code => [...a, ...b, 0x6b];
/** A number from 0 to 63. */
export const smallI32 = (value: number): Code => [0x41, value];

/** Repeats `body` while `condition`, tested after it, is not zero. */
export const repeat = (body: Code, condition: Code): Code => [0x03, 0x40, ...body, ...condition, 0x0d, 0, 0x0b];
/** Whether a < b, unsigned. */
export const belowI32 = (a: Code, b: Code): Code => [...a, ...b, 0x49];

const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
const binary =
  (opcode: number) =>
  (a: Code, b: Code): Code => [...a, ...b, ...simd(opcode)];

/** Four float32 in memory, `offset` bytes behind the address; the address need not be a multiple of 16. */
export const loadF32x4 = (address: Code, offset = 0): Code => [...address, ...simd(0x00), 2, ...unsigned(offset)];
/** One float32 in memory, four times. */
export const loadSplatF32 = (address: Code, offset = 0): Code => [...address, ...simd(0x09), 2, ...unsigned(offset)];
/** `vector` with one of its four values read from memory. */
export const loadLaneF32 = (address: Code, vector: Code, lane: number): Code => [
  ...address,
  ...vector,
  ...simd(0x56),
  2,
  0,
  lane,
];
export const storeF32x4 = (address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  ...simd(0x0b),
  2,
  ...unsigned(offset),
];
export const zeroV128: Code = [...simd(0x0c), ...new Array<number>(16).fill(0)];
export const addF32x4: ReturnType<typeof binary> = binary(0xe4);
export const mulF32x4: ReturnType<typeof binary> = binary(0xe6);
export const splatF64 = (value: Code): Code => [...value, ...simd(0x14)];
export const sqrtF64x2 = (value: Code): Code => [...value, ...simd(0xef)];
export const addF64x2: ReturnType<typeof binary> = binary(0xf0);
export const subF64x2: ReturnType<typeof binary> = binary(0xf1);
export const mulF64x2: ReturnType<typeof binary> = binary(0xf2);
export const divF64x2: ReturnType<typeof binary> = binary(0xf3);
/** Two float32 in memory, as two float64. */
export const loadAsF64x2 = (address: Code): Code => [...address, ...simd(0x5d), 2, 0, ...simd(0x5f)];
/** Rounds two float64 to float32 and writes them to memory. */
export const storeAsF32 = (address: Code, value: Code): Code => [...address, ...value, ...simd(0x5e), ...simd(0x5b), 2, 0, 0];
