// y = x·U for one vector x: the recurrent product of a single utterance. U is packed in panels of 24 columns (six
// accumulators; eight would not fit the registers, for V8 schedules all loads of a loop body first), the rest in
// panels of 16, 8 and 4.
import { madd } from './simd';

/** Width of the panel that begins with N columns left. */
// @ts-ignore: decorator
@inline
export function panelWidth(left: i32): i32 {
  return left >= 24 ? 24 : left >= 16 ? 16 : left >= 8 ? 8 : 4;
}

/** Packs U [K, N], N a multiple of 4, into K·N floats. */
export function packPanels(u: usize, K: i32, N: i32, out: usize): void {
  for (let j = 0; j < N; ) {
    const columns = panelWidth(N - j);
    const bytes = <usize>columns << 2;
    for (let k = 0; k < K; k++) {
      memory.copy(out, u + (<usize>(k * N + j) << 2), bytes);
      out += bytes;
    }
    j += columns;
  }
}

// @ts-ignore: decorator
@inline
function panel24(x: usize, panel: usize, y: usize, K: i32): void {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  let e = f32x4.splat(0);
  let f = f32x4.splat(0);
  const end = x + (<usize>K << 2);
  do {
    const s = v128.load32_splat(x);
    a = madd(s, v128.load(panel), a);
    b = madd(s, v128.load(panel, 16), b);
    c = madd(s, v128.load(panel, 32), c);
    d = madd(s, v128.load(panel, 48), d);
    e = madd(s, v128.load(panel, 64), e);
    f = madd(s, v128.load(panel, 80), f);
    panel += 96;
    x += 4;
  } while (x < end);
  v128.store(y, a);
  v128.store(y, b, 16);
  v128.store(y, c, 32);
  v128.store(y, d, 48);
  v128.store(y, e, 64);
  v128.store(y, f, 80);
}

// @ts-ignore: decorator
@inline
function panel16(x: usize, panel: usize, y: usize, K: i32): void {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  const end = x + (<usize>K << 2);
  do {
    const s = v128.load32_splat(x);
    a = madd(s, v128.load(panel), a);
    b = madd(s, v128.load(panel, 16), b);
    c = madd(s, v128.load(panel, 32), c);
    d = madd(s, v128.load(panel, 48), d);
    panel += 64;
    x += 4;
  } while (x < end);
  v128.store(y, a);
  v128.store(y, b, 16);
  v128.store(y, c, 32);
  v128.store(y, d, 48);
}

// @ts-ignore: decorator
@inline
function panel4s(x: usize, panel: usize, y: usize, K: i32, columns: i32): void {
  for (let j = 0; j < columns; j += 4) {
    const to = y + (<usize>j << 2);
    let from = panel + (<usize>j << 2);
    let a = f32x4.splat(0);
    for (let k = 0; k < K; k++) {
      a = madd(v128.load32_splat(x + (<usize>k << 2)), v128.load(from), a);
      from += <usize>columns << 2;
    }
    v128.store(to, a);
  }
}

/** y [N] = x [K] · U [K, N], with U from {@link packPanels}. */
export function matvec(x: usize, panels: usize, y: usize, K: i32, N: i32): void {
  let j = 0;
  for (; j + 24 <= N; j += 24) {
    panel24(x, panels, y, K);
    y += 96;
    panels += <usize>K * 96;
  }
  if (j + 16 <= N) {
    panel16(x, panels, y, K);
    y += 64;
    panels += <usize>K * 64;
    j += 16;
  }
  for (; j < N; ) {
    const columns = panelWidth(N - j);
    panel4s(x, panels, y, K, columns);
    y += <usize>columns << 2;
    panels += <usize>(K * columns) << 2;
    j += columns;
  }
}
