/** Layers that learn at rates of their own: where in the flat vector of parameters which rate holds. */
import type { PlacedLayer } from './network.js';

/** Neighbouring parameters and what their learning rate is multiplied by. */
export interface Stretch {
  /** Bytes from the first parameter. */
  from: number;
  /** Floats. */
  count: number;
  factor: number;
}

/**
 * Cuts a range of the parameters where the factor changes.
 * @param layerRates - factors of the layers; 1 for those not named
 */
export function stretches(
  layers: readonly PlacedLayer[],
  layerRates: readonly number[],
  from: number,
  count: number,
): Stretch[] {
  if (layerRates.every((factor) => factor === 1)) return [{ from, count, factor: 1 }];
  return layers.flatMap(({ layer, at }, l) => {
    const first = Math.max(from, at * 4);
    const floats = (Math.min(from + count * 4, (at + layer.size) * 4) - first) / 4;
    return floats > 0 ? [{ from: first, count: floats, factor: layerRates[l] ?? 1 }] : [];
  });
}
