import {
  addF64x2,
  addI32,
  belowI32,
  type Code,
  divF64x2,
  f64,
  get,
  i32,
  loadAsF64x2,
  mulF64x2,
  repeat,
  set,
  smallI32,
  splatF64,
  sqrtF64x2,
  storeAsF32,
  subF64x2,
  v128,
  type WasmFunction,
} from '../assembly/assemble';

/** Scalars of the function, in the order of its parameters after the addresses. */
export const scalars = ['scale', 'beta1', 'rest1', 'beta2', 'rest2', 'keep', 'rate', 'inverse', 'epsilon'] as const;

/**
 * The loop of `GenAdam` in SIMD, two values at a time, with the same operations in float64 in the same order as in JavaScript, so
 * that the numbers are the same to the last bit.
 *
 * Parameters: addresses in bytes of x, g, m, v and the new x, m, v; the bytes of one array, a multiple of 8 above 0; {@link scalars}.
 */
export function adamSimd(): WasmFunction {
  const parameters = [...Array.from({ length: 8 }, () => i32), ...scalars.map(() => f64)];
  const bytes = get(7);
  const at = parameters.length;
  const [gradient, mean, square] = [at + 1, at + 2, at + 3];
  const firstConstant = at + 4;
  const constant = (name: (typeof scalars)[number]): Code => get(firstConstant + scalars.indexOf(name));
  const address = (array: number): Code => addI32(get(array), get(at));
  const load = (array: number): Code => loadAsF64x2(address(array));
  const [x, g, m, v, newX, newM, newV] = [0, 1, 2, 3, 4, 5, 6];
  const scaled = (a: Code, name: (typeof scalars)[number]): Code => mulF64x2(a, constant(name));
  const loop = [
    ...set(gradient, scaled(load(g), 'scale')),
    ...set(mean, addF64x2(scaled(load(m), 'beta1'), scaled(get(gradient), 'rest1'))),
    ...set(square, addF64x2(scaled(load(v), 'beta2'), mulF64x2(scaled(get(gradient), 'rest2'), get(gradient)))),
    ...storeAsF32(address(newM), get(mean)),
    ...storeAsF32(address(newV), get(square)),
    ...storeAsF32(
      address(newX),
      subF64x2(
        scaled(load(x), 'keep'),
        divF64x2(scaled(get(mean), 'rate'), addF64x2(sqrtF64x2(scaled(get(square), 'inverse')), constant('epsilon'))),
      ),
    ),
    ...set(at, addI32(get(at), smallI32(8))),
  ];
  return {
    parameters,
    locals: [i32, v128, v128, v128, ...scalars.map(() => v128)],
    body: [...scalars.flatMap((_, i) => set(firstConstant + i, splatF64(get(8 + i)))), ...repeat(loop, belowI32(get(at), bytes))],
  };
}
