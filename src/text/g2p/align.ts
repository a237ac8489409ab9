/**
 * Which letters stand for which phones: graphone probabilities by expectation–maximisation over all segmentations of a
 * dictionary, then the best segmentation of each entry (Jiampojamarn, Kondrak & Sherif 2007, "Applying Many-to-Many
 * Alignments and Hidden Markov Models to Letter-to-Phoneme Conversion", algorithm 1).
 */

import { graphoneName, LETTER_CODES, letterCode, PHONE_CODES, phoneCode, STEPS } from './graphone.js';

/** One way to say one word. */
export interface Entry {
  word: string;
  /** Letters of the word. */
  letters: Uint8Array;
  /** One character a phone, see `spokenOf`. */
  spoken: string;
}

/** Aligns dictionary entries by graphone probabilities. */
export class Aligner {
  /** Place of each graphone, by `letterCode * PHONE_CODES + phoneCode`, or 0 before it is met. */
  readonly #places = new Int32Array(LETTER_CODES * PHONE_CODES);
  /** Probability of each graphone met, by place. // [G + 1] */
  #probability = Float64Array.of(0);

  /**
   * One step of EM from the present probabilities, which are equal before the first step. Entries that no segmentation
   * fits are left out.
   *
   * @returns natural-log likelihood of the entries before the step; never falls from step to step
   */
  update(entries: readonly Entry[]): number {
    if (this.#probability.length === 1) this.#meet(entries);
    const counts = new Float64Array(this.#probability.length);
    let logLikelihood = 0;
    for (const entry of entries) logLikelihood += this.#count(entry, counts);
    const total = counts.reduce((sum, count) => sum + count, 0);
    this.#probability = counts.map((count) => count / total);
    return logLikelihood;
  }

  /** Drops graphones that occur less often than `minimum` in the best alignments. */
  prune(entries: readonly Entry[], minimum: number): void {
    const counts = new Uint32Array(this.#probability.length);
    for (const entry of entries) for (const step of this.#best(entry)) counts[step.place]!++;
    this.#probability = this.#probability.map((p, place) => (counts[place]! >= minimum ? p : 0));
  }

  /** Gives a place to every graphone that could occur in the entries, all equally probable. */
  #meet(entries: readonly Entry[]): void {
    let met = 0;
    for (const { letters, spoken } of entries) {
      for (let i = 0; i < letters.length; i++) {
        for (let j = 0; j <= spoken.length; j++) {
          for (const [x, y] of STEPS) {
            if (i + x > letters.length || j + y > spoken.length) continue;
            const code = letterCode(letters, i, x) * PHONE_CODES + phoneCode(spoken, j, y);
            if (this.#places[code] === 0) this.#places[code] = ++met;
          }
        }
      }
    }
    this.#probability = new Float64Array(met + 1).fill(1 / this.#places.length);
    this.#probability[0] = 0;
  }

  /** Place of the graphone of the x letters from i and the y phones from j; 0, of probability 0, when never met. */
  #place(letters: Uint8Array, spoken: string, i: number, j: number, x: number, y: number): number {
    return this.#places[letterCode(letters, i, x) * PHONE_CODES + phoneCode(spoken, j, y)]!;
  }

  /** The best segmentation as names of graphones, or undefined when no segmentation fits. */
  align(entry: Entry): string[] | undefined {
    const steps = this.#best(entry);
    if (steps.length === 0) return undefined;
    return steps.map(({ i, j, x, y }) =>
      graphoneName(entry.word.slice(i, i + x), entry.spoken.slice(j, j + y)),
    );
  }

  /** Adds the expected graphone counts of an entry; returns its log likelihood, 0 when it has no segmentation. */
  #count({ letters, spoken }: Entry, counts: Float64Array): number {
    const n = letters.length;
    const m = spoken.length;
    const p = this.#probability;
    const width = m + 1;
    const alpha = new Float64Array((n + 1) * width); // [n + 1, m + 1]
    alpha[0] = 1;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= m; j++) {
        const reached = alpha[i * width + j]!;
        if (reached === 0) continue;
        for (const [x, y] of STEPS) {
          if (i + x > n || j + y > m) continue;
          alpha[(i + x) * width + j + y]! += reached * p[this.#place(letters, spoken, i, j, x, y)]!;
        }
      }
    }
    const total = alpha[n * width + m]!;
    if (total === 0) return 0;
    const beta = new Float64Array((n + 1) * width); // [n + 1, m + 1]
    beta[n * width + m] = 1;
    for (let i = n - 1; i >= 0; i--) {
      for (let j = m; j >= 0; j--) {
        for (const [x, y] of STEPS) {
          if (i + x > n || j + y > m) continue;
          const place = this.#place(letters, spoken, i, j, x, y);
          const onward = p[place]! * beta[(i + x) * width + j + y]!;
          beta[i * width + j]! += onward;
          counts[place]! += (alpha[i * width + j]! * onward) / total;
        }
      }
    }
    return Math.log(total);
  }

  /**
   * Viterbi segmentation. A graphone's log probability counts once for each letter or phone of its longer side, as in
   * Phonetisaurus: otherwise one long unit beats two short ones merely by being one.
   */
  #best({ letters, spoken }: Entry): { i: number; j: number; x: number; y: number; place: number }[] {
    const n = letters.length;
    const m = spoken.length;
    const width = m + 1;
    const score = new Float64Array((n + 1) * width).fill(Number.NEGATIVE_INFINITY); // [n + 1, m + 1]
    const step = new Uint8Array((n + 1) * width); // [n + 1, m + 1]
    score[0] = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= m; j++) {
        const reached = score[i * width + j]!;
        if (reached === Number.NEGATIVE_INFINITY) continue;
        STEPS.forEach(([x, y], k) => {
          if (i + x > n || j + y > m) return;
          const p = this.#probability[this.#place(letters, spoken, i, j, x, y)]!;
          const next = reached + Math.max(x, y) * Math.log(p);
          if (next <= score[(i + x) * width + j + y]!) return;
          score[(i + x) * width + j + y] = next;
          step[(i + x) * width + j + y] = k;
        });
      }
    }
    const path = [];
    if (score[n * width + m] === Number.NEGATIVE_INFINITY) return [];
    for (let i = n, j = m; i > 0; ) {
      const [x, y] = STEPS[step[i * width + j]!]!;
      i -= x;
      j -= y;
      path.push({ i, j, x, y, place: this.#place(letters, spoken, i, j, x, y) });
    }
    return path.reverse();
  }
}
