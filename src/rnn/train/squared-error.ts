/** Mean squared error: regression, forecasts. */
import type { Loss } from './loss.js';

/** Targets of a sequence's output frames, NaN where there is none; missing frames have none. // [U, C] */
export const squaredError: Loss<Float32Array> = {
  weight: (targets) => targets.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0),

  start({ arena }, { at, U, B, C, ld, frames }, targets) {
    const table = new Float32Array(U * B * C).fill(Number.NaN);
    targets.forEach((values, b) => {
      const count = Math.min(frames[b]!, Math.floor(values.length / C));
      for (let u = 0; u < count; u++) table.set(values.subarray(u * C, (u + 1) * C), (u * B + b) * C);
    });
    const wanted = arena.place(table);
    const sums = arena.alloc(4);
    return {
      run(k, scale) {
        k.zero(sums, 4);
        k.squaredError(at, U * B, C, ld, wanted, scale, sums);
      },
      totals() {
        const [loss, weight] = arena.f64(sums, 2);
        return { loss: loss!, weight: weight! };
      },
      free() {
        arena.free(wanted);
        arena.free(sums);
      },
    };
  },
};
