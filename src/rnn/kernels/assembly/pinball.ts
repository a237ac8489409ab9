// Pinball loss (Koenker & Bassett 1978) of quantiles foretold for several points at once. A point's quantiles may rest on
// a blend of values known beforehand, whose shares the network gives: what it need not carry through its states.

/**
 * Quantile q of point h is Σ_k share[h, k] · basis[h, k] + offset[h, q]; a row of outputs has, for each point, its K
 * shares and then its Q offsets. Sums weight · importance_q · (τ_q · e where e = target − quantile is positive, else
 * (τ_q − 1) · e). Targets that are NaN count for nothing.
 * @param outputs in: shares and offsets; out: the gradient times `scale` // [M, ld], ld ≥ H · (K + Q)
 * @param targets [M, H]
 * @param weights of the targets // [M, H]
 * @param basis [M, H, K]
 * @param levels τ and importance of each quantile // [Q, 2]
 * @param totals adds the loss, and the targets counted // f64 [2]
 */
export function pinball(
  outputs: usize, M: i32, H: i32, K: i32, Q: i32, ld: i32, targets: usize, weights: usize, basis: usize,
  levels: usize, scale: f32, totals: usize,
): void {
  let loss: f64 = 0;
  let counted = 0;
  const width = <usize>(K + Q) << 2;
  for (let m = 0; m < M; m++) {
    let at = outputs;
    for (let h = 0; h < H; h++) {
      const target = load<f32>(targets);
      const known = !isNaN(target);
      if (known) {
        const weight = load<f32>(weights);
        loss += <f64>(weight * point(at, K, Q, target, basis, levels, weight * scale));
        counted++;
      } else memory.fill(at, 0, width);
      at += width;
      targets += 4;
      weights += 4;
      basis += <usize>K << 2;
    }
    outputs += <usize>ld << 2;
    memory.fill(at, 0, outputs - at);
  }
  store<f64>(totals, load<f64>(totals) + loss);
  store<f64>(totals, load<f64>(totals, 8) + <f64>counted, 8);
}

/** One point: its loss without weight; its outputs become their gradient. */
function point(at: usize, K: i32, Q: i32, target: f32, basis: usize, levels: usize, scale: f32): f32 {
  let blend: f32 = 0;
  for (let k = 0; k < K; k++) blend += load<f32>(at + (<usize>k << 2)) * load<f32>(basis + (<usize>k << 2));
  let loss: f32 = 0;
  let slope: f32 = 0;
  for (let q = 0; q < Q; q++) {
    const offset = at + (<usize>(K + q) << 2);
    const tau = load<f32>(levels + (<usize>q << 3));
    const importance = load<f32>(levels + (<usize>q << 3), 4);
    const error = target - blend - load<f32>(offset);
    // At the quantile itself either slope would do.
    const side: f32 = error > 0 ? tau : tau - 1;
    loss += importance * side * error;
    const d = -importance * side * scale;
    store<f32>(offset, d);
    slope += d;
  }
  for (let k = 0; k < K; k++) {
    store<f32>(at + (<usize>k << 2), slope * load<f32>(basis + (<usize>k << 2)));
  }
  return loss;
}
