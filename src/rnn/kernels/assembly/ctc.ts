// Connectionist temporal classification (Graves et al. 2006): the loss −log p(labels | frames), summed over all
// alignments, and its gradient. All in the log domain; each row of α and β is kept near zero by taking its maximum
// out, so that long sequences lose no precision in float32.
//
// The extended label sequence has S = 2L + 1 entries, blanks at the even ones. A row of it is stored with four
// entries of LOG_ZERO before and at least four after, so that neighbours s ± 2 are read without a test.
import { exp4, log1, log4, max4, sum4 } from './simd';
import { LOG_ZERO, logSoftmaxRow } from './softmax';

/** Entries before the first of a row. */
const LEAD: i32 = 4;

/** Floats of one row for L labels. */
function rowFloats(L: i32): i32 {
  return LEAD + ((2 * L + 1 + 3) & ~3) + 4;
}

/** Floats of scratch that {@link ctc} needs for T frames, at most L labels and rows of `ld` classes. */
export function ctcScratch(T: i32, L: i32, ld: i32): i32 {
  return (T + 5) * rowFloats(L) + ld;
}

function fillLogZero(x: usize, n: i32): void {
  for (let i = 0; i < n; i++) store<f32>(x + (<usize>i << 2), LOG_ZERO);
}

/** log(eᵃ + eᵇ + eᶜ) */
// @ts-ignore: decorator
@inline
function logSum3(a: v128, b: v128, c: v128): v128 {
  const most = f32x4.pmax(f32x4.pmax(a, b), c);
  const sum = f32x4.add(exp4(f32x4.sub(a, most)), f32x4.add(exp4(f32x4.sub(b, most)), exp4(f32x4.sub(c, most))));
  return f32x4.add(most, log4(sum));
}

/** Subtracts the largest entry from a row and returns it. */
function takeMax(row: usize, end: usize): f32 {
  let most = v128.load(row);
  for (let at = row + 16; at < end; at += 16) most = f32x4.pmax(most, v128.load(at));
  const value = max4(most);
  const shift = f32x4.splat(value);
  for (let at = row; at < end; at += 16) v128.store(at, f32x4.sub(v128.load(at), shift));
  return value;
}

/**
 * Loss and gradient of B sequences in time-major order.
 * @param logits in: logits; out: gradient · scale, zero in padded frames // [T, B, ld]
 * @param lengths frames of each sequence // i32 [B]
 * @param labels labels of each sequence, none of them `blank` // i32 [B, maxLabels]
 * @param labelLengths i32 [B]
 * @param losses out: −log p; +Infinity, with zero gradient, where the labels do not fit the frames // f64 [B]
 * @param scratch floats as {@link ctcScratch} says
 */
export function ctc(
  T: i32, B: i32, C: i32, ld: i32, logits: usize, lengths: usize, labels: usize, maxLabels: i32, labelLengths: usize,
  blank: i32, scale: f32, losses: usize, scratch: usize,
): void {
  const frame = <usize>(B * ld) << 2;
  for (let b = 0; b < B; b++) {
    const at = <usize>b << 2;
    const frames = min(T, load<i32>(lengths + at));
    const own = labels + (<usize>(b * maxLabels) << 2);
    const first = logits + (<usize>(b * ld) << 2);
    const loss = sequence(first, frame, frames, C, ld, own, load<i32>(labelLengths + at), blank, scale, scratch);
    store<f64>(losses + (<usize>b << 3), loss);
    const start = loss == Infinity ? 0 : frames;
    for (let t = start; t < T; t++) memory.fill(first + <usize>t * frame, 0, <usize>ld << 2);
  }
}

function sequence(
  logits: usize, frame: usize, T: i32, C: i32, ld: i32, labels: usize, L: i32, blank: i32, scale: f32, scratch: usize,
): f64 {
  const S = 2 * L + 1;
  const row = <usize>rowFloats(L) << 2;
  const vectors = <usize>((S + 3) & ~3) << 2;
  fillLogZero(scratch, (T + 5) * rowFloats(L));
  const skip = scratch + (<usize>LEAD << 2); // 0 where entry s may follow s − 2, else LOG_ZERO
  const emit = skip + row;
  const beta = emit + row;
  const betaEmit = beta + row;
  const alpha = betaEmit + row; // T + 1 rows, the first before the first frame
  const classes = scratch + <usize>(T + 5) * row;

  for (let s = 1; s < S; s += 2) {
    const label = load<i32>(labels + (<usize>(s >> 1) << 2));
    const same = s > 1 && load<i32>(labels + (<usize>((s >> 1) - 1) << 2)) == label;
    if (!same) store<f32>(skip + (<usize>s << 2), 0);
  }
  // A path enters from an imaginary entry −1 and leaves to an imaginary entry S.
  store<f32>(skip + (<usize>S << 2), 0);
  store<f32>(alpha - 4, 0);
  store<f32>(betaEmit + (<usize>S << 2), 0);

  let logP: f64 = 0;
  for (let t = 0; t < T; t++) {
    const x = logits + <usize>t * frame;
    logSoftmaxRow(x, C, ld);
    gather(x, labels, S, blank, emit);
    const before = alpha + <usize>t * row;
    const now = before + row;
    for (let i: usize = 0; i < vectors; i += 16) {
      const hop = f32x4.add(v128.load(before + i - 8), v128.load(skip + i));
      const sum = logSum3(v128.load(before + i), v128.load(before + i - 4), hop);
      v128.store(now + i, f32x4.add(sum, v128.load(emit + i)));
    }
    logP += <f64>takeMax(now, now + vectors);
  }
  const last = alpha + <usize>T * row + (<usize>(S - 1) << 2);
  const ends = logSum3(v128.load32_splat(last), v128.load32_splat(last - 4), f32x4.splat(LOG_ZERO));
  logP += <f64>f32x4.extract_lane(ends, 0);
  if (T == 0) return L == 0 ? 0 : Infinity;
  if (logP < <f64>LOG_ZERO / 2) return Infinity;

  for (let t = T - 1; t >= 0; t--) {
    const x = logits + <usize>t * frame;
    for (let i: usize = 0; i < vectors; i += 16) {
      const hop = f32x4.add(v128.load(betaEmit + i + 8), v128.load(skip + i + 8));
      v128.store(beta + i, logSum3(v128.load(betaEmit + i), v128.load(betaEmit + i + 4), hop));
    }
    takeMax(beta, beta + vectors);
    gather(x, labels, S, blank, emit);
    for (let i: usize = 0; i < vectors; i += 16) {
      v128.store(betaEmit + i, f32x4.add(v128.load(beta + i), v128.load(emit + i)));
    }
    gradientRow(x, alpha + <usize>(t + 1) * row, beta, vectors, labels, S, ld, blank, scale, classes);
    for (let c = C; c < ld; c++) store<f32>(x + (<usize>c << 2), 0);
  }
  return -logP;
}

/** emit[s] = log-probability of the extended label s; LOG_ZERO stays behind the last. */
function gather(x: usize, labels: usize, S: i32, blank: i32, emit: usize): void {
  const blankEmit = load<f32>(x + (<usize>blank << 2));
  for (let s = 0; s < S; s += 2) store<f32>(emit + (<usize>s << 2), blankEmit);
  for (let s = 1; s < S; s += 2) {
    const label = load<i32>(labels + (<usize>(s >> 1) << 2));
    store<f32>(emit + (<usize>s << 2), load<f32>(x + (<usize>label << 2)));
  }
}

/** One row of log-probabilities becomes (softmax − posterior of each class)·scale. Destroys beta. */
function gradientRow(
  x: usize, alpha: usize, beta: usize, vectors: usize, labels: usize, S: i32, ld: i32, blank: i32, scale: f32,
  classes: usize,
): void {
  for (let i: usize = 0; i < vectors; i += 16) {
    v128.store(beta + i, f32x4.add(v128.load(beta + i), v128.load(alpha + i)));
  }
  takeMax(beta, beta + vectors);
  let sums = f32x4.splat(0);
  for (let i: usize = 0; i < vectors; i += 16) {
    const e = exp4(v128.load(beta + i));
    v128.store(beta + i, e);
    sums = f32x4.add(sums, e);
  }
  memory.fill(classes, 0, <usize>ld << 2);
  for (let s = 0; s < S; s++) {
    const label = s & 1 ? load<i32>(labels + (<usize>(s >> 1) << 2)) : blank;
    const at = classes + (<usize>label << 2);
    store<f32>(at, load<f32>(at) + load<f32>(beta + (<usize>s << 2)));
  }
  const share = f32x4.splat(1.0 / sum4(sums));
  const k = f32x4.splat(scale);
  for (let i: usize = 0; i < <usize>ld << 2; i += 16) {
    const posterior = f32x4.mul(v128.load(classes + i), share);
    v128.store(x + i, f32x4.mul(f32x4.sub(exp4(v128.load(x + i)), posterior), k));
  }
}
