/** Adds a bias to each row and applies an activation, over `rows` x `n` numbers. */
export function activate(c: usize, rows: i32, n: i32, bias: usize, activation: i32, alpha: usize): void {
  if (bias == 0 && activation == 0) return;
  for (let i = 0; i < rows; i++) {
    for (let j: usize = 0; j < <usize>n << 2; j += 4) {
      let v = load<f32>(c + j);
      if (bias != 0) v += load<f32>(bias + j);
      if (activation == 1) v = max<f32>(v, 0);
      store<f32>(c + j, v);
    }
    c += <usize>n << 2;
  }
}
