// Adam (Kingma & Ba 2015) as TensorFlow.js computes it, with the decoupled weight decay of AdamW (Loshchilov & Hutter
// 2019).
import { madd } from './simd';

/**
 * One step over n weights:  m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,
 * w ← w − rate·(m·c₁ / (√(v·c₂) + ε) + decay·w).
 * @param gradientScale multiplies the gradient first: the factor of clipping by global norm
 * @param c1 1 / (1 − β₁ᵗ)
 * @param c2 1 / (1 − β₂ᵗ)
 */
export function adam(
  weights: usize, gradient: usize, moment1: usize, moment2: usize, n: i32, gradientScale: f32, rate: f32,
  beta1: f32, beta2: f32, epsilon: f32, decay: f32, c1: f32, c2: f32,
): void {
  const scale = f32x4.splat(gradientScale);
  const keep1 = f32x4.splat(beta1);
  const keep2 = f32x4.splat(beta2);
  const take1 = f32x4.splat(1.0 - beta1);
  const take2 = f32x4.splat(1.0 - beta2);
  const bias1 = f32x4.splat(rate * c1);
  const bias2 = f32x4.splat(c2);
  const floor = f32x4.splat(epsilon);
  const shrink = f32x4.splat(1.0 - rate * decay);
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const g = f32x4.mul(v128.load(gradient + i), scale);
    const m = madd(keep1, v128.load(moment1 + i), f32x4.mul(take1, g));
    const v = madd(keep2, v128.load(moment2 + i), f32x4.mul(take2, f32x4.mul(g, g)));
    v128.store(moment1 + i, m);
    v128.store(moment2 + i, v);
    const step = f32x4.div(f32x4.mul(bias1, m), f32x4.add(f32x4.sqrt(f32x4.mul(v, bias2)), floor));
    v128.store(weights + i, f32x4.sub(f32x4.mul(v128.load(weights + i), shrink), step));
  }
}
