// The one place where the two builds differ, and the vector functions every cell is made of.

/** a·b + c per lane: one rounding in the relaxed-SIMD build, two in the plain one. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return f32x4.relaxed_madd(a, b, c);
  } else {
    return f32x4.add(f32x4.mul(a, b), c);
  }
}

/** The sum of four lanes. */
// @ts-ignore: decorator
@inline
export function sum4(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

/** The largest of four lanes. */
// @ts-ignore: decorator
@inline
export function max4(x: v128): f32 {
  return max(
    max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

/** eˣ to about 1e-7 (Cephes expf); x is held within ±87, where e⁻⁸⁷ ≈ 1.6e-38 counts as nothing. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87.0)), f32x4.splat(87.0));
  // Adding 1.5·2²³ rounds to an integer and leaves it in the low bits.
  const shifter = f32x4.splat(12582912.0);
  const shifted = madd(x, f32x4.splat(1.44269504088896341), shifter);
  const n = f32x4.sub(shifted, shifter);
  let r = madd(n, f32x4.splat(-0.693359375), x);
  r = madd(n, f32x4.splat(2.1219444e-4), r);
  let p = f32x4.splat(1.98756915e-4);
  p = madd(p, r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = madd(p, f32x4.mul(r, r), f32x4.add(r, f32x4.splat(1.0)));
  return f32x4.mul(p, i32x4.shl(i32x4.add(shifted, i32x4.splat(127)), 23));
}

/** ln x for positive normal x to about 1e-7 (Cephes logf). */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  const half = f32x4.splat(0.5);
  // x = m · 2ᵉ with m in [0.5, 1)
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126)));
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), half);
  // m below √½ is doubled, so that m − 1 stays near zero
  const small = f32x4.lt(m, f32x4.splat(0.707106781186547524));
  e = f32x4.sub(e, v128.and(f32x4.splat(1.0), small));
  m = f32x4.sub(f32x4.add(m, v128.and(m, small)), f32x4.splat(1.0));
  const square = f32x4.mul(m, m);
  let p = f32x4.splat(7.0376836292e-2);
  p = madd(p, m, f32x4.splat(-1.151461031e-1));
  p = madd(p, m, f32x4.splat(1.1676998740e-1));
  p = madd(p, m, f32x4.splat(-1.2420140846e-1));
  p = madd(p, m, f32x4.splat(1.4249322787e-1));
  p = madd(p, m, f32x4.splat(-1.6668057665e-1));
  p = madd(p, m, f32x4.splat(2.0000714765e-1));
  p = madd(p, m, f32x4.splat(-2.4999993993e-1));
  p = madd(p, m, f32x4.splat(3.3333331174e-1));
  p = f32x4.mul(f32x4.mul(p, m), square);
  p = madd(e, f32x4.splat(-2.12194440e-4), p);
  p = f32x4.sub(p, f32x4.mul(half, square));
  return madd(e, f32x4.splat(0.693359375), f32x4.add(m, p));
}

/** ln x of one number. */
// @ts-ignore: decorator
@inline
export function log1(x: f32): f32 {
  return f32x4.extract_lane(log4(f32x4.splat(x)), 0);
}

/** 2ˣ to about 1e-7 relative for |x| < 1, and to 1e-7 in the sigmoid and tanh made of it; x is held within ±125. */
// @ts-ignore: decorator
@inline
function power4(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-125.0)), f32x4.splat(125.0));
  // As in exp4; fewer constants than there, for V8 keeps what does not fit the registers on the stack.
  const shifter = f32x4.splat(12582912.0);
  const shifted = f32x4.add(x, shifter);
  const r = f32x4.sub(x, f32x4.sub(shifted, shifter));
  // Minimax on [−½, ½], 1 at 0.
  let p = f32x4.splat(1.3264727e-3);
  p = madd(p, r, f32x4.splat(9.6715126e-3));
  p = madd(p, r, f32x4.splat(5.55073374e-2));
  p = madd(p, r, f32x4.splat(2.40222421e-1));
  p = madd(p, r, f32x4.splat(6.93146978e-1));
  p = madd(p, r, f32x4.splat(1.0));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** 1 / (1 + e⁻ˣ) */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1.0);
  return f32x4.div(one, f32x4.add(one, power4(f32x4.mul(x, f32x4.splat(-1.44269504088896341)))));
}

/** tanh x = 1 − 2 / (1 + e²ˣ) */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const one = f32x4.splat(1.0);
  const power = power4(f32x4.mul(x, f32x4.splat(2.88539008177792681)));
  return f32x4.sub(one, f32x4.div(f32x4.splat(2.0), f32x4.add(one, power)));
}

/** A gate: the sigmoid, or Keras's hard sigmoid min(1, max(0, 0.2 x + 0.5)) when `hard`. */
// @ts-ignore: decorator
@inline
export function gate4(x: v128, hard: i32): v128 {
  if (hard) {
    const line = madd(x, f32x4.splat(0.2), f32x4.splat(0.5));
    return f32x4.pmin(f32x4.pmax(line, f32x4.splat(0.0)), f32x4.splat(1.0));
  }
  return sigmoid4(x);
}

/** dy/dx of {@link gate4}, from its value y. */
// @ts-ignore: decorator
@inline
export function gateSlope4(y: v128, hard: i32): v128 {
  const one = f32x4.splat(1.0);
  if (hard) {
    const inside = v128.and(f32x4.gt(y, f32x4.splat(0.0)), f32x4.lt(y, one));
    return v128.and(inside, f32x4.splat(0.2));
  }
  return f32x4.mul(y, f32x4.sub(one, y));
}

/** dy/dx of tanh, from its value y. */
// @ts-ignore: decorator
@inline
export function tanhSlope4(y: v128): v128 {
  return f32x4.sub(f32x4.splat(1.0), f32x4.mul(y, y));
}
