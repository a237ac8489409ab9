/** Sizes rounded up to what the kernels pack: strips of 4 rows and of 8 columns, cache lines of 16 floats. */

const roundUp = (n: number, step: number): number => Math.ceil(n / step) * step;

export const fours = (n: number): number => roundUp(n, 4);
export const eights = (n: number): number => roundUp(n, 8);
export const lines = (floats: number): number => roundUp(floats, 16);
