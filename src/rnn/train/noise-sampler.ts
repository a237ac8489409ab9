/** Which ids compete in a sampled softmax: those that are wanted, and noise drawn as often as the text has it. */
import { createRandom } from '../../random.js';

/** Ids that compete, with what their logits are shifted by. */
export interface Candidates {
  /** Each once, the wanted ones first. // [S] */
  ids: Int32Array;
  /** log q − log P(id is among the candidates), as wide as a row of scores. // [fours(S)] */
  biases: Float32Array;
  /** Place of a wanted id among the candidates. */
  placeOf(id: number): number;
}

export class NoiseSampler {
  /** Sums of the ids' shares, for drawing. */
  private readonly upTo: Float64Array;
  private readonly logShares: Float32Array;
  private readonly place: Int32Array;

  /**
   * @param counts - how often each id occurs; one that never does counts half
   * @param noise - draws; at least as many as ids: all ids compete, and the softmax is whole
   */
  constructor(
    counts: ArrayLike<number>,
    private readonly noise: number,
  ) {
    const V = counts.length;
    this.upTo = new Float64Array(V);
    this.logShares = new Float32Array(V);
    this.place = new Int32Array(V).fill(-1);
    let sum = 0;
    for (let id = 0; id < V; id++) this.upTo[id] = sum += Math.max(0.5, counts[id]!);
    for (let id = 0; id < V; id++) {
      this.upTo[id]! /= sum;
      this.logShares[id] = Math.log(Math.max(0.5, counts[id]!) / sum);
    }
  }

  /** Candidates for a batch. The same wanted ids bring the same noise: a run that goes on repeats itself. */
  draw(wanted: readonly Int32Array[]): Candidates {
    const { place, noise, logShares } = this;
    const V = place.length;
    const ids: number[] = [];
    let draws = 0;
    let seed = 1;
    const take = (id: number): void => {
      if (place[id]! >= 0) return;
      place[id] = ids.length;
      ids.push(id);
    };
    for (const list of wanted) {
      for (const id of list) {
        if (id < 0) continue;
        draws++;
        seed = (Math.imul(seed, 31) + id) | 0;
        take(id);
      }
    }
    if (noise >= V) for (let id = 0; id < V; id++) take(id);
    else {
      const random = createRandom(seed);
      for (let n = 0; n < noise; n++) take(this.idAt(random.next()));
      draws += noise;
    }
    const places = place.slice();
    for (const id of ids) place[id] = -1;
    const biases = new Float32Array(Math.ceil(ids.length / 4) * 4);
    ids.forEach((id, at) => {
      const logShare = logShares[id]!;
      // P = 1 − (1 − q)^draws, for tiny q about q·draws.
      const drawn = noise >= V ? 1 : -Math.expm1(draws * Math.log1p(-Math.exp(logShare)));
      biases[at] = logShare - Math.log(drawn);
    });
    return { ids: Int32Array.from(ids), biases, placeOf: (id) => places[id]! };
  }

  /** The id in whose share `point` of [0, 1) falls. */
  private idAt(point: number): number {
    let low = 0;
    let high = this.upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.upTo[middle]! > point) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
