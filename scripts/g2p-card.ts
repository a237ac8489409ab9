/** The card of models/lexicon-en, written with every training of its G2P model. */
import type { Split } from '../src/text/g2p/split.js';
import type { TrainG2pOptions } from '../src/text/g2p/train.js';

/** @param result - word and phone error on the test words, in one line */
export function g2pCard({
  train,
  dev,
  test,
  result,
  options,
}: Split & { result: string; options: TrainG2pOptions }): string {
  const { joint, search, reranker, folds, alignmentSteps, minGraphoneCount } = options;
  return `# lexicon-en

How American English words are said: a dictionary, and a model (G2P) that guesses the words it does not have.

- **Dictionary** (\`dictionary.bin\`): the CMU Pronouncing Dictionary as packed in the npm package
  \`cmu-pronouncing-dictionary\` 3.0.0, 126,046 words with 135,155 pronunciations in the 39 ARPAbet phones, stress kept
  and dropped on opening unless asked for. Made by \`node dist/scripts/compile-lexicon.js\`.
- **G2P**: letters and phones aligned by EM (${alignmentSteps} steps; one or two letters, none to two phones; graphones seen less
  than ${minGraphoneCount} times dropped); joint ${joint.order}-gram of graphones, modified Kneser–Ney; its ${search.proposals} best proposals
  (beam ${search.beam}) ranked by a log-linear model over runs of graphones and phones, vowel and stress patterns, and what the
  dictionary says of related words; trained by AdaGrad (${reranker.epochs} epochs, rate ${reranker.learningRate}) on proposals of ${folds} joint models,
  each for the words it has not seen.
- **Data**: the words of the dictionary spelled in letters and apostrophes, split by word, all pronunciations of a word
  on one side: ${train.length} for training, ${dev.length} for tuning, ${test.length} for the test. The shipped model has seen the first
  only.
- **Result**: ${result} (95 % intervals, bootstrap over words). A word is right when the best guess equals any of its
  pronunciations without stress. Settings were chosen on the tuning words. While being measured the model may look up
  the training words only; in use it looks up the whole dictionary, but never the word itself.
- **Made by**: \`npm run g2p -- train\`; measured again by \`npm run g2p -- evaluate\`.
- **Limits**: American English; many entries are names, whose spelling says little. Inflected forms of one word may lie
  on both sides of the split, as is usual with this dictionary. Digits and signs are refused. Probabilities are among
  the proposals.
- **Licence**: the dictionary's own, BSD-2-Clause: see \`LICENSE\`.
`;
}
