/**
 * A joint model ↔ some three bytes per n-gram, a third of what a language model's file takes: with a few hundred words
 * the next among siblings is a byte away, and the links between states are found again while loading.
 *
 * Length by length, for each context its children in order, each as: distance from the sibling before; code of its log
 * probability; and, shorter than the order, 0 for no state or the number of its children + 1 and the code of its weight.
 */

import { NgramModel } from '../ngram/model.js';
import { quantize, valuesOfCodes } from '../ngram/quantize.js';
import type { NgramTrie } from '../ngram/trie.js';
import { NgramTrieBuilder } from '../ngram/trie-builder.js';
import { NgramVocabulary, RESERVED_WORDS } from '../ngram/vocabulary.js';
import { ByteReader, ByteWriter } from '../varint.js';
import { JointModel } from './joint-model.js';

export interface PackedJoint {
  /** All graphones, in the order of their numbers. */
  graphones: string[];
  /** Number of n-grams of each length from 1. // [order] */
  counts: Int32Array;
  /** Values of codes: of log probabilities, of backoff weights. // [2, 3] */
  ranges: Float32Array;
  bytes: Uint8Array;
}

export function packJoint({ ngrams: { vocabulary, trie } }: JointModel): PackedJoint {
  const { order, levelStart, stateStart, nodeCount, stateCount } = trie;
  const logProbs = Float32Array.from({ length: nodeCount - 1 }, (_, i) => trie.logProb(i + 1));
  const weights = Float32Array.from({ length: stateCount }, (_, state) => trie.backoff(state));
  const logProb = quantize(logProbs, 8, Number.NEGATIVE_INFINITY);
  const weight = quantize(weights, 8, 0);
  const out = new ByteWriter();
  for (let n = 1; n <= order; n++) {
    for (let context = stateStart[n - 1]!; context < stateStart[n]!; context++) {
      let before = -1;
      for (let node = trie.firstChild(context); node < trie.firstChild(context + 1); node++) {
        out.number(trie.word(node) - before - 1);
        before = trie.word(node);
        out.byte(logProb.codes[node - 1]!);
        if (n < order) writeState(trie, trie.ownState(node, n), weight.codes, out);
      }
    }
  }
  return {
    graphones: Array.from({ length: vocabulary.size - RESERVED_WORDS.length }, (_, g) =>
      vocabulary.word(RESERVED_WORDS.length + g),
    ),
    counts: Int32Array.from({ length: order }, (_, i) => levelStart[i + 2]! - levelStart[i + 1]!),
    ranges: Float32Array.of(...logProb.range, ...weight.range),
    bytes: out.finish(),
  };
}

function writeState(trie: NgramTrie, state: number, codes: ArrayLike<number>, out: ByteWriter): void {
  if (state < 0) {
    out.number(0);
    return;
  }
  out.number(1 + trie.firstChild(state + 1) - trie.firstChild(state));
  out.byte(codes[state]!);
}

/** The inverse of {@link packJoint}, up to the rounding of log probabilities. */
export function unpackJoint({ graphones, counts, ranges, bytes }: PackedJoint): JointModel {
  const trie = new NgramTrieBuilder([...counts]);
  const { order, levelStart } = trie;
  const noCodes = new Uint8Array();
  const logProbs = valuesOfCodes(noCodes, ranges.subarray(0, 3));
  const weights = valuesOfCodes(noCodes, ranges.subarray(3, 6));
  const input = new ByteReader(bytes);
  let children = [graphones.length + RESERVED_WORDS.length];
  trie.setFirstChild(0, 1);
  let node = 1;
  let firstChild = levelStart[2]!;
  for (let n = 1; n <= order; n++) {
    const next: number[] = [];
    for (const count of children) {
      let word = -1;
      for (let k = 0; k < count; k++, node++) {
        word += input.number() + 1;
        trie.setNgram(node, word, logProbs[input.byte()]!);
        if (n === order) continue;
        const own = input.number();
        trie.setFirstChild(node, firstChild);
        if (own > 0) trie.setBackoff(node, weights[input.byte()]!);
        next.push(Math.max(0, own - 1));
        firstChild += next.at(-1)!;
      }
    }
    children = next;
  }
  trie.setFirstChild(levelStart[order]!, firstChild);
  trie.linkSuffixes();
  const vocabulary = NgramVocabulary.fromWords([...RESERVED_WORDS, ...graphones]);
  return new JointModel(new NgramModel(vocabulary, trie.finished()));
}
