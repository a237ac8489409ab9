/** The model card of sentiment-en. */

const RECURRENT = `
- **Recurrent member of reviews** (texts of more than 64 tokens): embedding and bidirectional LSTM of 192 units, the
  largest and the mean state of each, two classes; 20,000 words of their own, rarer ones in 3,000 pieces. Begun from
  singular vectors of the words around, pre-trained on foretelling the next word and the one before in the reviews of
  imdb-train and \`unsup\` (eleven slices of a million words), fine-tuned on reviews, sentences and phrases together.
  Matrices in 8 bits.
- **Recurrent member of sentences** (texts up to 64 tokens): goes on from the one of reviews, with the treebank's phrases
  by their five grades, with sentences of imdb-train, each judged by the member begun from and by the verdict of its
  review, and with composed texts: phrases of the treebank and words of VADER's lexicon (MIT) put into denials ("the plot
  is n't …", "i do n't think …", "anything but …"), concessions ("…, but …", "despite …") and degrees ("somewhat …"),
  labelled by rule (\`src/sentiment/composition\`). \`npm run recipe -- sentiment --long\` trains both again.`;

/**
 * @param results - figures by set
 * @param table - beside lexicons and single members
 * @param pairs - on minimal pairs
 * @param recurrent - whether the model has a recurrent member
 */
export function sentimentCard(
  results: Readonly<Record<string, string>>,
  table: string,
  pairs: string,
  recurrent: boolean,
): string {
  return `# sentiment-en

Tells whether an English review or sentence is for or against what it speaks of: label, calibrated probability, one to
five stars, and what each word adds.

- **Kind**: naive-Bayes–SVM on 1- to 3-grams (Wang and Manning 2012), one member of reviews and one of reviews and
  sentences, a byte a weight; their votes are combined by logistic regression, the more of one or the other the longer
  the text, which is also the calibration. Texts with a probability between one and two thirds are called unsure.${recurrent ? RECURRENT : ''}
- **Data**: aclImdb (Maas et al. 2011), list \`corpora/lists/reviews/imdb-train.txt\`; Stanford Sentiment Treebank (Socher
  et al. 2013), sentences and phrases, list \`sst-train.txt\`. Settings and combination: lists \`imdb-dev\` and \`sst-tune\`
  (positives weighed as in \`sst-train\`), and texts composed of the latter's phrases.
- **Results**:
${Object.entries(results)
  .map(([name, line]) => `  - \`${name}\`: ${line}`)
  .join('\n')}

  *By chance alone* is the calibration error that true probabilities would show on so many texts: a reading as small is
  no error. \`imdb-dev\` and \`sst-tune\` were tuned on; \`imdb-heldout\` (ids 10000 to 11249) and \`sst-dev\` (two-class sentences of the
  treebank's dev file) were not.

${table}
- **Minimal pairs** (\`npm run sentiment -- pairs\`): 300 written pairs. A pair of negation or contrast is right when both
  texts are on their side of one half, a pair of intensity when its order is; that is stricter than to ask for the order
  alone, which stands beside it, and what one expects who reads the verdicts. Nothing was trained or tuned on them, and a
  composed text that equals one of them, word for word, is thrown away. They are no blind test, though: whoever wrote the
  first rules of composition had seen them. Who wrote the later ones (\`shift.ts\`, \`set-phrases.ts\`, the frames of
  \`contrast.ts\` by letters) had not, and looked at 130 pairs of their own instead (\`--tuning\`).
${pairs
  .trim()
  .split('\n')
  .map((line) => `  - ${line}`)
  .join('\n')}
- **Made by**: \`npm run recipe -- sentiment --long\` (without \`--long\` the recurrent members are taken as they were
  shipped, and there is no plain LSTM in the table); \`sst-dev\` measured again by
  \`utterly evaluate sentiment --model sentiment-en --data corpora/data/sst/stsa.binary.dev\`.
- **Limits**: film reviews and sentences from them, English. Other goods, irony, and opinions about several things at
  once are judged worse. What follows a "but" weighs most, even where it only softens a verdict given before ("terrible
  but it has some good effects"). What it says about a person's words is a guess, not a finding.
- **Licence**: both corpora are for research; so are the model's weights.
`;
}
