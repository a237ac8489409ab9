/** Which copy of each utterance an epoch hears: every copy in turn, beginning at another one for every utterance. */
import type { FeatureCache } from './feature-cache.js';

export class CopyTurns {
  /** Numbers of the copies of each utterance. */
  private readonly copies: number[][];
  private known: { epoch: number; indices: number[] } | undefined;

  /** @param indices - which utterances of the cache may be heard */
  constructor({ utterances }: Pick<FeatureCache, 'utterances'>, indices: readonly number[]) {
    const byId = new Map<string, number[]>();
    for (const i of indices) {
      const { id } = utterances[i]!;
      byId.set(id, [...(byId.get(id) ?? []), i]);
    }
    this.copies = [...byId.values()];
  }

  /** One copy of every utterance. */
  inEpoch(epoch: number): readonly number[] {
    if (this.known?.epoch !== epoch) {
      const indices = this.copies.map((own, u) => own[(epoch + u) % own.length]!);
      this.known = { epoch, indices };
    }
    return this.known.indices;
  }
}
