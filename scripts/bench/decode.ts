/**
 * How fast the decoder is: `node dist/scripts/bench/decode.js [words] [beam] [wordBeam] [maxActive]`. Prints the
 * real-time factor (in CPU time, the machine may have other work), the tokens made per frame before pruning, and the
 * words found in place.
 */
import { Decoder } from '../../src/decode/decoder.js';
import { unigramLookahead } from '../../src/decode/lookahead.js';
import { syntheticSpeech } from './synthetic-speech.js';

const WORDS = 12;

const [size = 20000, beam = 60, wordBeam = 40, maxActive = 6000] = process.argv.slice(2).map(Number);
const { network, automaton, speak } = syntheticSpeech(size);
const lookahead = unigramLookahead(network, automaton.unigram);
const decoder = new Decoder(network, automaton, { beam, wordBeam, maxActive, languageWeight: 3, lookahead });
console.log(`${network.words.length} words, ${network.nodes} nodes, ${network.arcTarget.length} arcs`);
const utterances = Array.from({ length: 6 }, () => speak(WORDS));
for (const round of ['cold', 'warm', 'warm']) {
  let frames = 0;
  let right = 0;
  let tokens = 0;
  const from = process.cpuUsage();
  for (const { scores, said } of utterances) {
    const result = decoder.decode(scores);
    frames += scores.frames;
    tokens += decoder.tokensVisited;
    right += result.words.filter(({ wordId }, i) => wordId === said[i]).length;
  }
  const { user, system } = process.cpuUsage(from);
  const seconds = (user + system) / 1e6;
  console.log(
    `${round}: ${frames} frames, real-time factor ${(seconds / (frames * 0.01)).toFixed(4)}, ` +
      `${Math.round(tokens / frames)} tokens/frame, ${(tokens / seconds / 1e6).toFixed(2)} M tokens/s, ` +
      `${right} of ${utterances.length * WORDS} words, pools ${(decoder.poolBytes / 2 ** 20).toFixed(1)} MiB`,
  );
}
