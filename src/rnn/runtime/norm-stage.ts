/** Batch and layer normalisation as they are at inference. */
import type { Arena } from '../kernels/arena.js';
import { fours } from '../kernels/sizes.js';
import { RowStage } from './dense-stage.js';
import type { SavedLayer, SavedModel } from './saved-model.js';
import type { Stage } from './stage.js';

/** gamma and beta, where the layer was saved without them 1 and 0. */
function scaleAndShift(model: SavedModel, layer: SavedLayer, N: number) {
  const gamma = model.weight(layer, 'gamma') ?? new Float32Array(N).fill(1);
  const beta = model.weight(layer, 'beta') ?? new Float32Array(N);
  return { gamma, beta, epsilon: layer.config.number('epsilon', 1e-3) };
}

/** (x − mean) / √(variance + ε)·gamma + beta with the statistics of training: one factor and one shift. */
export function batchNormStage(model: SavedModel, layer: SavedLayer, N: number, arena: Arena): Stage {
  const { gamma, beta, epsilon } = scaleAndShift(model, layer, N);
  const mean = model.requireWeight(layer, 'moving_mean', N);
  const variance = model.requireWeight(layer, 'moving_variance', N);
  const factors = gamma.map((g, i) => g / Math.sqrt(variance[i]! + epsilon));
  const factor = arena.place(factors);
  const shift = arena.place(beta.map((b, i) => b - mean[i]! * factors[i]!));
  return new RowStage(
    arena,
    N,
    (k, x, xStride, M, out) => k.affineRows(x, xStride * 4, M, N, factor, shift, out, fours(N) * 4),
    () => {
      arena.free(factor);
      arena.free(shift);
    },
  );
}

/** Layer normalisation over the frame's features. */
export function layerNormStage(model: SavedModel, layer: SavedLayer, N: number, arena: Arena): Stage {
  const saved = scaleAndShift(model, layer, N);
  const gamma = arena.place(saved.gamma);
  const beta = arena.place(saved.beta);
  return new RowStage(
    arena,
    N,
    (k, x, xStride, M, out) =>
      k.layerNorm(x, xStride * 4, M, N, gamma, beta, saved.epsilon, out, fours(N) * 4),
    () => {
      arena.free(gamma);
      arena.free(beta);
    },
  );
}
