/** The joint model's own opinion: beam search over the segmentations of a word for its most probable pronunciations. */

import { NgramWalker } from '../ngram/walker.js';
import { letterCode } from './graphone.js';
import type { JointModel } from './joint-model.js';

export interface Proposal {
  /** One character a phone. */
  spoken: string;
  /** The most probable segmentation, in words of the joint model. */
  graphones: number[];
  /** Natural log p(graphones). */
  logJoint: number;
}

export interface ProposeOptions {
  /** Hypotheses kept at each letter. */
  beam: number;
  /** Hypotheses less probable than the best by more than this (natural log) are dropped. */
  beamWidth: number;
  /** Number of pronunciations. */
  proposals: number;
}

/** All graphones spelled by a letter are tried; hypotheses with the same phones and the same state are one. */
export function propose(
  joint: JointModel,
  letters: Uint8Array,
  { beam, beamWidth, proposals }: ProposeOptions,
): Proposal[] {
  const walker = new NgramWalker(joint.ngrams);
  const phones = new SpokenIds();
  const columns = Array.from({ length: letters.length + 1 }, () => new Column(beamWidth));
  columns[0]!.offer(walker.start, 0, 0, undefined, -1);
  for (let i = 0; i < letters.length; i++) {
    for (const hypothesis of columns[i]!.survivors(beam)) {
      for (let count = 1; count <= 2 && i + count <= letters.length; count++) {
        const column = columns[i + count]!;
        for (const graphone of joint.spelling[letterCode(letters, i, count)]!) {
          const state = walker.advance(hypothesis.state, graphone);
          const logProb = hypothesis.logProb + walker.score;
          if (column.isHopeless(logProb)) continue;
          const spoken = phones.extended(hypothesis.spoken, joint.spoken[graphone]!);
          column.offer(state, spoken, logProb, hypothesis, graphone);
        }
      }
    }
  }
  const best = new Map<number, { hypothesis: Hypothesis; logJoint: number }>();
  for (const hypothesis of columns[letters.length]!.survivors(beam)) {
    const logJoint = hypothesis.logProb + walker.endScore(hypothesis.state);
    const rival = best.get(hypothesis.spoken);
    if (!rival || rival.logJoint < logJoint) best.set(hypothesis.spoken, { hypothesis, logJoint });
  }
  return [...best.values()]
    .sort((a, b) => b.logJoint - a.logJoint)
    .slice(0, proposals)
    .map(({ hypothesis, logJoint }) => {
      const graphones: number[] = [];
      for (let h: Hypothesis | undefined = hypothesis; h?.before; h = h.before) graphones.push(h.graphone);
      graphones.reverse();
      return { spoken: graphones.map((g) => joint.spoken[g]!).join(''), graphones, logJoint };
    });
}

interface Hypothesis {
  state: number;
  /** Number of the phones so far, see {@link SpokenIds}. */
  spoken: number;
  logProb: number;
  before: Hypothesis | undefined;
  graphone: number;
}

/** The hypotheses that have read the same letters. */
class Column {
  private readonly byKey = new Map<number, Hypothesis>();
  private best = Number.NEGATIVE_INFINITY;

  constructor(private readonly width: number) {}

  isHopeless(logProb: number): boolean {
    return logProb < this.best - this.width;
  }

  offer(
    state: number,
    spoken: number,
    logProb: number,
    before: Hypothesis | undefined,
    graphone: number,
  ): void {
    const key = state * 2 ** 20 + spoken;
    const rival = this.byKey.get(key);
    if (!rival) this.byKey.set(key, { state, spoken, logProb, before, graphone });
    else if (logProb > rival.logProb) {
      rival.logProb = logProb;
      rival.before = before;
      rival.graphone = graphone;
    }
    if (logProb > this.best) this.best = logProb;
  }

  /** The best `beam`, the best first. */
  survivors(beam: number): Hypothesis[] {
    const all = [...this.byKey.values()].filter(({ logProb }) => !this.isHopeless(logProb));
    return all.sort((a, b) => b.logProb - a.logProb).slice(0, beam);
  }
}

/** Numbers phone strings as they grow: equal strings, however segmented, have equal numbers; 0 is the empty one. */
class SpokenIds {
  private readonly ids = new Map<number, number>();

  extended(id: number, phones: string): number {
    for (let i = 0; i < phones.length; i++) {
      const key = id * 256 + phones.charCodeAt(i);
      let next = this.ids.get(key);
      if (next === undefined) {
        next = this.ids.size + 1;
        this.ids.set(key, next);
      }
      id = next;
    }
    return id;
  }
}
