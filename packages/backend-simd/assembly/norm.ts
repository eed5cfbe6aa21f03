// y = (x - mean) scale / sqrt(variance + epsilon) + offset, by channel.

// normTable: [mean, variance, scale, offset, table, channels, period, epsilon]; scale and offset may be 0: none.
// The table holds for `period` numbers, a multiple of four and of the channels, the means, then the factors, then the offsets.
export function normTable(args: usize, begin: i32, end: i32): void {
  const mean = <usize>load<i32>(args);
  const variance = <usize>load<i32>(args, 4);
  const scale = <usize>load<i32>(args, 8);
  const offset = <usize>load<i32>(args, 12);
  const channels = load<i32>(args, 20);
  const third = <usize>load<i32>(args, 24) << 2;
  const epsilon = <f64>load<f32>(args, 28);
  let table = <usize>load<i32>(args, 16) + (<usize>begin << 2);
  for (let i = begin; i < end; i++) {
    const c = <usize>(i % channels) << 2;
    const factor = (scale ? <f64>load<f32>(scale + c) : 1) / sqrt<f64>(<f64>load<f32>(variance + c) + epsilon);
    store<f32>(table, load<f32>(mean + c));
    store<f32>(table + third, <f32>factor);
    store<f32>(table + 2 * third, offset ? load<f32>(offset + c) : 0);
    table += 4;
  }
}

// norm: [x, y, table, period]; an item is one number, chunks are multiples of four.
export function norm(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const y = <usize>load<i32>(args, 4);
  const table = <usize>load<i32>(args, 8);
  const period = <usize>load<i32>(args, 12) << 2;
  const stop = <usize>end << 2;
  let at = (<usize>begin << 2) % period;
  for (let i = <usize>begin << 2; i < stop; i += 16) {
    const from = table + at;
    const centered = f32x4.sub(v128.load(x + i), v128.load(from));
    v128.store(y + i, f32x4.add(f32x4.mul(centered, v128.load(from + period)), v128.load(from + 2 * period)));
    at += 16;
    if (at == period) at = 0;
  }
}
