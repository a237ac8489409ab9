/**
 * Speech for benches that have no model: real words and pronunciations, triphones tied at random, Gaussian senones and
 * frames drawn from them, a language model with as many states as a trigram's.
 */
import { DenseScores } from '../../src/decode/acoustic-scores.js';
import type { WordAutomaton } from '../../src/decode/language-model.js';
import { buildLexiconNetwork, type PhoneContext } from '../../src/decode/lexicon-network.js';
import { diskFiles } from '../../src/model-folder.js';
import { createRandom } from '../../src/random.js';
import { Lexicon } from '../../src/text/lexicon/lexicon.js';

const DIMENSIONS = 12;
const LEAVES = 16;

/** Zipf's unigram; one word in 16 follows well after any given pair and leads to a state of its own. */
export class SyntheticTrigram implements WordAutomaton {
  readonly start = 0;
  score = 0;

  /** @param unigram - log probability per word. // [W] */
  constructor(readonly unigram: Float64Array) {}

  advance(state: number, word: number): number {
    const pair = (Math.imul(state, 0x9e3779b1) ^ Math.imul(word, 0x85ebca6b)) >>> 1;
    const seen = pair % 16 === 0;
    this.score = this.unigram[word]! + (seen ? 2 : -0.5);
    return seen ? (pair % 1000000) + this.unigram.length : word;
  }

  endScore(): number {
    return -3;
  }
}

/** A network and a language model over `size` words of the dictionary, and a speaker of any number of them. */
export function syntheticSpeech(size: number) {
  const random = createRandom(1);
  const lexicon = Lexicon.open(diskFiles('models/lexicon-en'));
  const everyWord = Array.from(lexicon.words());
  random.shuffle(everyWord);
  const words = everyWord.slice(0, size).sort();
  const phones = new Map<string, number>([['SIL', 0]]);
  const idOf = (phone: string) => phones.get(phone) ?? phones.set(phone, phones.size).size - 1;
  const pronunciations = words.flatMap((text, word) =>
    lexicon
      .pronunciations(text)
      .map((row, variant) => ({ word, variant, phones: row.map(idOf), logProb: 0 })),
  );

  /** Three states a phone; the outer ones depend on the nearer neighbour, the middle one on both. */
  const senones = phones.size * 3 * LEAVES;
  const senone = (phone: number, i: number, leaf: number) => (phone * 3 + i) * LEAVES + (leaf % LEAVES);
  const context: PhoneContext = {
    silence: 0,
    senones: (l, p, r) => [senone(p, 0, l * 7), senone(p, 1, (l % 4) * 4 + r), senone(p, 2, r * 5)],
    selfLogProb: new Float32Array(senones).fill(Math.log(0.6)),
  };
  const means = Float64Array.from({ length: senones * DIMENSIONS }, () => 0.5 * random.normal());
  for (let s = 0; s < senones; s++) {
    const centre = createRandom(1000 + Math.floor(s / LEAVES)); // what all leaves of a phone's state have in common
    for (let d = 0; d < DIMENSIONS; d++) means[s * DIMENSIONS + d]! += 0.8 * centre.normal();
  }

  /** Scores of a spoken word sequence, and the sequence. */
  const speak = (count: number): { scores: DenseScores; said: number[] } => {
    const said = Array.from({ length: count }, () => random.int(words.length));
    const row = said.flatMap((word) => lexicon.pronunciations(words[word]!)[0]!.map(idOf));
    const states = [0, ...row, 0].flatMap((p, i, all) =>
      context.senones(all[i - 1] ?? 0, p, all[i + 1] ?? 0),
    );
    const frames = states.flatMap((s) => Array<number>(1 + random.int(4)).fill(s));
    const table = new Float32Array(frames.length * senones);
    frames.forEach((truth, t) => {
      const x = means
        .subarray(truth * DIMENSIONS, (truth + 1) * DIMENSIONS)
        .map((mean) => mean + 1.5 * random.normal());
      for (let s = 0; s < senones; s++) {
        let sum = 0;
        for (let d = 0; d < DIMENSIONS; d++) sum -= 0.5 * (x[d]! - means[s * DIMENSIONS + d]!) ** 2;
        table[t * senones + s] = sum;
      }
    });
    return { scores: new DenseScores(table, frames.length, senones, 0.01), said };
  };

  const network = buildLexiconNetwork(pronunciations, words, context, { silenceProbability: 0.2 });
  const unigram = Float64Array.from(words, () => -Math.log(random.next() * words.length + 1) - 2.3);
  return { network, automaton: new SyntheticTrigram(unigram), speak };
}
