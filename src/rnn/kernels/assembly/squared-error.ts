// Squared error of real-valued targets, for regression and forecasts.

/**
 * Sum of (y − target)² over M rows of C numbers. Targets that are NaN count for nothing.
 * @param outputs in: y; out: 2·(y − target)·scale // [M, ld]
 * @param targets [M, C]
 * @param totals adds Σ (y − target)², and the numbers counted // f64 [2]
 */
export function squaredError(
  outputs: usize, M: i32, C: i32, ld: i32, targets: usize, scale: f32, totals: usize,
): void {
  let loss: f64 = 0;
  let counted = 0;
  for (let m = 0; m < M; m++) {
    for (let c = 0; c < ld; c++) {
      const at = outputs + (<usize>c << 2);
      const target: f32 = c < C ? load<f32>(targets + (<usize>c << 2)) : NaN;
      if (isNaN(target)) {
        store<f32>(at, 0);
        continue;
      }
      const off = load<f32>(at) - target;
      loss += <f64>(off * off);
      counted++;
      store<f32>(at, 2 * off * scale);
    }
    outputs += <usize>ld << 2;
    targets += <usize>C << 2;
  }
  store<f64>(totals, load<f64>(totals) + loss);
  store<f64>(totals, load<f64>(totals, 8) + <f64>counted, 8);
}
