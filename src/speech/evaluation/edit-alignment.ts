/** Levenshtein alignment of two token sequences: the ground every error rate stands on. */

/** One step of an alignment: a match or substitution has both sides, a deletion only the reference, an insertion only
 * the hypothesis. */
export interface AlignedPair {
  reference?: string;
  hypothesis?: string;
}

const BOTH = 0;
const DELETION = 1;
const INSERTION = 2;

/**
 * Aligns `reference` (R tokens) with `hypothesis` (H tokens) at the least number of errors (Levenshtein 1966);
 * among those, at the least number of substitutions, so that as many tokens as possible match. Counts of
 * substitutions, insertions and deletions are thereby unique. Takes R × H bytes and steps.
 */
export function alignTokens(reference: readonly string[], hypothesis: readonly string[]): AlignedPair[] {
  const rows = reference.length;
  const columns = hypothesis.length;
  const width = columns + 1;
  // An error costs K, a substitution one more: K outweighs any number of those, so errors are compared first.
  const errorCost = rows + columns + 1;
  const step = new Uint8Array((rows + 1) * width); // [R + 1, H + 1]
  let previous = new Float64Array(width);
  let current = new Float64Array(width);
  for (let j = 1; j <= columns; j++) {
    previous[j] = j * errorCost;
    step[j] = INSERTION;
  }
  for (let i = 1; i <= rows; i++) {
    current[0] = i * errorCost;
    step[i * width] = DELETION;
    for (let j = 1; j <= columns; j++) {
      let best = previous[j - 1]! + (reference[i - 1] === hypothesis[j - 1] ? 0 : errorCost + 1);
      let move = BOTH;
      const deletion = previous[j]! + errorCost;
      if (deletion < best) {
        best = deletion;
        move = DELETION;
      }
      const insertion = current[j - 1]! + errorCost;
      if (insertion < best) {
        best = insertion;
        move = INSERTION;
      }
      current[j] = best;
      step[i * width + j] = move;
    }
    [previous, current] = [current, previous];
  }
  return trace(step, reference, hypothesis);
}

function trace(step: Uint8Array, reference: readonly string[], hypothesis: readonly string[]): AlignedPair[] {
  const pairs: AlignedPair[] = [];
  let i = reference.length;
  let j = hypothesis.length;
  while (i > 0 || j > 0) {
    const move = step[i * (hypothesis.length + 1) + j];
    if (move === DELETION) pairs.push({ reference: reference[--i]! });
    else if (move === INSERTION) pairs.push({ hypothesis: hypothesis[--j]! });
    else pairs.push({ reference: reference[--i]!, hypothesis: hypothesis[--j]! });
  }
  return pairs.reverse();
}

/** Least number of substitutions, insertions and deletions that turn `a` into `b`; two rows of memory. */
export function editDistance(a: readonly string[], b: readonly string[]): number {
  const row = Uint32Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0]!;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j]!;
      row[j] = Math.min(above + 1, row[j - 1]! + 1, diagonal + (a[i - 1] === b[j - 1] ? 0 : 1));
      diagonal = above;
    }
  }
  return row[b.length]!;
}
