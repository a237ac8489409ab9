/**
 * How fast the decoder is: `node dist/scripts/bench/decode.js [words] [beam] [wordBeam] [maxActive]`. Real words and
 * pronunciations, triphones tied at random, Gaussian senones and speech drawn from them, a language model with as many
 * states as a trigram's. Prints the real-time factor (in CPU time), the tokens alive per frame and the words got right.
 */
import { DenseScores } from '../../src/decode/acoustic-scores.js';
import { Decoder } from '../../src/decode/decoder.js';
import type { WordAutomaton } from '../../src/decode/language-model.js';
import { buildLexiconNetwork, type PhoneContext } from '../../src/decode/lexicon-network.js';
import { unigramLookahead } from '../../src/decode/lookahead.js';
import { createRandom } from '../../src/random.js';
import { Lexicon } from '../../src/text/lexicon/lexicon.js';

const [size = 20000, beam = 45, wordBeam = 30, maxActive = 6000] = process.argv.slice(2).map(Number);
const DIMENSIONS = 12;
const LEAVES = 16;
const random = createRandom(1);

const lexicon = Lexicon.open('models/lexicon-en');
const everyWord = Array.from(lexicon.words());
random.shuffle(everyWord);
const words = everyWord.slice(0, size).sort();
const phones = new Map<string, number>([['SIL', 0]]);
const idOf = (phone: string) => phones.get(phone) ?? phones.set(phone, phones.size).size - 1;
const pronunciations = words.flatMap((text, word) =>
  lexicon.pronunciations(text).map((row, variant) => ({ word, variant, phones: row.map(idOf), logProb: 0 })),
);

/** Three states a phone; the outer ones depend on the nearer neighbour, the middle one on both. */
const senone = (phone: number, i: number, leaf: number) => (phone * 3 + i) * LEAVES + leaf;
const senones = phones.size * 3 * LEAVES;
const context: PhoneContext = {
  silence: 0,
  senones: (l, p, r) => [
    senone(p, 0, (l * 7) % 16),
    senone(p, 1, ((l % 4) * 4 + r) % 16),
    senone(p, 2, (r * 5) % 16),
  ],
  selfLogProb: new Float32Array(senones).fill(Math.log(0.6)),
};
const means = Float64Array.from({ length: senones * DIMENSIONS }, () => 0.5 * random.normal());
for (let s = 0; s < senones; s++) {
  const centre = createRandom(1000 + Math.floor(s / LEAVES)); // what all leaves of a phone's state have in common
  for (let d = 0; d < DIMENSIONS; d++) means[s * DIMENSIONS + d]! += 0.8 * centre.normal();
}

/** Zipf's unigram; one word in 16 follows well after any given pair and leads to a state of its own. */
class SyntheticTrigram implements WordAutomaton {
  readonly start = 0;
  score = 0;
  private readonly logProb = Float64Array.from(
    words,
    () => -Math.log(random.next() * words.length + 1) - 2.3,
  );

  unigram(): Float64Array {
    return this.logProb;
  }
  advance(state: number, word: number): number {
    const pair = (Math.imul(state, 0x9e3779b1) ^ Math.imul(word, 0x85ebca6b)) >>> 1;
    this.score = this.logProb[word]! + (pair % 16 === 0 ? 2 : -0.5);
    return pair % 16 === 0 ? (pair % 1000000) + words.length : word;
  }
  endScore(): number {
    return -3;
  }
}

/** Scores of a spoken word sequence, and the sequence. */
function speak(count: number): { scores: DenseScores; said: number[] } {
  const said = Array.from({ length: count }, () => random.int(words.length));
  const row = said.flatMap((word) => lexicon.pronunciations(words[word]!)[0]!.map(idOf));
  const states = [0, ...row, 0].flatMap((p, i, all) => context.senones(all[i - 1] ?? 0, p, all[i + 1] ?? 0));
  const frames = states.flatMap((s) => Array<number>(1 + Math.floor(random.next() * 4)).fill(s));
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
}

const network = buildLexiconNetwork(pronunciations, words, context, { silenceProbability: 0.2 });
const automaton = new SyntheticTrigram();
const lookahead = unigramLookahead(network, automaton.unigram());
const decoder = new Decoder(network, automaton, { beam, wordBeam, maxActive, languageWeight: 3, lookahead });
console.log(
  `${words.length} words, ${network.nodes} nodes, ${network.arcTarget.length} arcs, ${senones} senones`,
);
const utterances = Array.from({ length: 6 }, () => speak(12));
for (const round of ['cold', 'warm', 'warm']) {
  let frames = 0;
  let right = 0;
  let visited = 0;
  const from = process.cpuUsage();
  for (const { scores, said } of utterances) {
    const result = decoder.decode(scores);
    frames += scores.frames;
    visited += decoder.tokensVisited;
    right += result.words.filter((w, i) => w.wordId === said[i]).length;
  }
  const { user, system } = process.cpuUsage(from);
  const seconds = (user + system) / 1e6; // of CPU: the machine may have other work
  const factor = seconds / (frames * 0.01);
  console.log(
    `${round}: ${frames} frames, real-time factor ${factor.toFixed(4)}, ${(visited / frames).toFixed(0)} tokens/frame, ` +
      `${(visited / seconds / 1e6).toFixed(2)} M tokens/s, ${right} of ${utterances.length * 12} words in place, ` +
      `${(decoder.poolBytes / 2 ** 20).toFixed(1)} MiB`,
  );
}
