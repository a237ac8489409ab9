/** Minimum of a function without derivatives: the simplex of Nelder & Mead (1965), for a handful of parameters. */

export interface SimplexOptions {
  /** Evaluations after which it ends. Default 200 per parameter. */
  evaluations?: number;
  /** It ends when the corners' values differ by less than this share. Default 1e-8. */
  tolerance?: number;
  /** Length of the first simplex's edges. Default 0.1. */
  step?: number;
}

/** @returns the best point found and its value */
export function minimize(
  f: (x: Float64Array) => number,
  start: ArrayLike<number>,
  options: SimplexOptions = {},
): { x: Float64Array; value: number } {
  const n = start.length;
  const { evaluations = 200 * n, tolerance = 1e-8, step = 0.1 } = options;
  const corner = (x: Float64Array) => {
    const value = f(x);
    return { x, value: Number.isNaN(value) ? Infinity : value };
  };
  const simplex = [corner(Float64Array.from(start))];
  for (let i = 0; i < n; i++) {
    const x = Float64Array.from(start);
    x[i]! += step;
    simplex.push(corner(x));
  }
  for (let used = n + 1; used < evaluations; ) {
    simplex.sort((a, b) => a.value - b.value);
    const [best, worst] = [simplex[0]!, simplex[n]!];
    if (worst.value - best.value <= tolerance * (Math.abs(best.value) + 1e-30)) break;
    const centre = new Float64Array(n);
    for (let c = 0; c < n; c++) for (let i = 0; i < n; i++) centre[i]! += simplex[c]!.x[i]! / n;
    const beyond = (factor: number) =>
      corner(centre.map((middle, i) => middle + factor * (middle - worst.x[i]!)));
    const reflected = beyond(1);
    used++;
    if (reflected.value < best.value) {
      const expanded = beyond(2);
      used++;
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[n - 1]!.value) {
      simplex[n] = reflected;
    } else {
      const contracted = beyond(reflected.value < worst.value ? 0.5 : -0.5);
      used++;
      if (contracted.value < Math.min(reflected.value, worst.value)) {
        simplex[n] = contracted;
      } else {
        for (let c = 1; c <= n; c++) {
          simplex[c] = corner(simplex[c]!.x.map((value, i) => (value + best.x[i]!) / 2));
        }
        used += n;
      }
    }
  }
  simplex.sort((a, b) => a.value - b.value);
  return simplex[0]!;
}
