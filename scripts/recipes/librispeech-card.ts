/** The model card of speech-en. */
import type { SpeechEvaluation } from '../../src/speech/evaluation/evaluation.js';
import type { Perplexities } from '../../src/speech/neural/language/make-language.js';
import type { Calibration } from '../report/calibration.js';
import { COPIES, MMI_STAGES, type MmiStage, RESTRAINT } from './librispeech-stages.js';
import { wordErrorLine } from './recipe.js';

export interface EnglishFigures {
  /** On librispeech-dev-clean. */
  evaluation: SpeechEvaluation;
  /** On the same list's words and ends of sentences. */
  perplexities: Perplexities;
  /** Of the words heard in clips of that list, with how many clips. */
  calibration: Calibration & { clips: number };
  /** Whether the model is that of the schedule before this one, which took more hours. */
  isOfFormerSchedule?: boolean;
}

export function englishCard(figures: EnglishFigures): string {
  const { evaluation, perplexities, calibration, isOfFormerSchedule = false } = figures;
  const { ngram, recurrent, mixture, share } = perplexities;
  const [low, high] = calibration.interval.map((end) => end.toFixed(3));
  return `# speech-en

Hears general English, read aloud: 203,000 words. ${Math.round(100 * evaluation.wer)} words in 100 are still wrong. Speech
that is still coming is heard by the same encoder with 0.36 s in sight (\`npm run bench -- streaming\`), and once more as a
whole.

- **Kind**: 40 MFCC, three frames side by side at 33 Hz → three bidirectional LSTM layers of 2 × 256 (4.6 million
  weights, stored in 8 bits) → 1,385 senones of phones after a left neighbour (chain topology); 4-gram language model
  of 203,000 words, pruned, 8 bits. A second pass reads the lattice with a recurrent language model (8,192 pieces of
  words, LSTM of 448, 8 bits) and mixes it with the 4-gram, word by word. The encoder hears each clip three times, its
  frames moved by -10, 0 and 10 ms, and the mean of its scores counts; the words are those that most of the lattice
  agrees on, place by place, which need not be its best path.
${isOfFormerSchedule ? FORMER_TRAINING : TRAINING}
- **Language**: perplexity of the dev list's words and ends of sentences, words unknown to the 4-gram aside: 4-gram
  ${ngram.toFixed(0)}, recurrent ${recurrent.toFixed(0)}, mixed (${share.toFixed(2)} of the recurrent one) ${mixture.toFixed(0)}. The recurrent one has read the books
  twice and the transcripts six times, in some four hours of one core: more would teach it more.
- **Result**: list \`librispeech-dev-clean\` (10 unseen speakers; its beams were tuned on every third utterance of three of them,
  at last on every fourth of all, and the values taken tried on the whole list; how
  much language counts beside the encoder, how the second pass reads and how it votes on every fourth of all, and the last
  of a few ways on the whole list; the share of books and transcripts in the 4-gram on all of its words): word error rate
  ${wordErrorLine(evaluation)},
  real-time factor ${evaluation.realTimeFactor.toFixed(2)} on one core.
- **Confidence**: posteriors of the lattice as they are; expected calibration error of the
  ${calibration.words.toLocaleString('en')} words heard in ${calibration.clips} clips of that list ${calibration.error.toFixed(3)} (95 %: ${low} to ${high}), by
  \`npm run report -- speech-en --clips ${calibration.clips}\`.
- **Rejection**: \`npm run bench -- rejection --clips 400 --write\` sets the bound of grammars (\`maxMisfit\`) and measures
  it; where none is set, every sentence of a grammar is believed.
- **Made by**: \`npm run recipe -- librispeech\`; measured again by
  \`utterly evaluate speech --model speech-en --data corpora/data/LibriSpeech --split dev-clean\`.
- **Licence**: CC BY 4.0, as LibriSpeech and Speech Commands; AN4 is free for any use.
${isOfFormerSchedule ? FORMER_COPY : ''}`;
}

const OTHERS_DATA = `short clips of others: CMU AN4 (list \`an4-train-without-dev\`) and Google
  Speech Commands v0.01 (list \`commands-train-without-dev\`), 2 h; language model: public-domain books
  without those that LibriSpeech's dev and test sets read, and the transcripts of train-clean-100. 64 training speakers
  with one utterance each were kept for choosing the epoch.`;

const TRAINING = `\
- **Data**: LibriSpeech train-clean-5 and a part of train-clean-100, 7.2 h, lists
  \`corpora/lists/librispeech-train-clean-5.txt\` and \`librispeech-train-clean-100-subset.txt\`, plain and in
  ${COPIES.length} augmented copies (speed, rooms, noise, bands, codecs); from the second stage of lattice-free MMI on plain and in two
  augmented copies through MP3 at 16 to 32 kbit/s, and with them phrases cut out of these between pauses, and ${OTHERS_DATA}
- **Training**: alignment by triphone Gaussians; 6 epochs of cross-entropy (Adam, 1e-3, batches of 8 utterances) on the
  plain copy; then lattice-free MMI (tolerance 2 frames, leak 0.01, L2 1e-4, decay ${RESTRAINT.weightDecay}), features moved by up to one
  frame and frequencies warped by up to ${100 * RESTRAINT.furthestWarp} %, another vocal tract every time: ${MMI_STAGES.map(stageLine).join('; ')}. Boosted:
  what was said must lead by so many nats for each frame of 30 ms that is heard otherwise (Weng and Yu 2019). After the
  first the model has aligned the short clips. Running average of the weights throughout.`;

function stageLine({ epochs, peakRate, dropout = 0.25, boost, isAveraged }: MmiStage): string {
  const more = [
    ...(boost ? [`boosted by ${boost}`] : []),
    ...(isAveraged ? ['the mean of the weights before and after'] : []),
  ];
  return [`${epochs} epochs at ${peakRate} with dropout ${dropout}`, ...more].join(', ');
}

const FORMER_TRAINING = `\
- **Data**: LibriSpeech train-clean-5 and a part of train-clean-100, 7.2 h, lists
  \`corpora/lists/librispeech-train-clean-5.txt\` and \`librispeech-train-clean-100-subset.txt\`, plain, in eight
  augmented copies (speed, rooms, noise, bands, codecs) and in two gentler ones; in the last 4 stages also phrases cut out
  of these between pauses, and ${OTHERS_DATA}
- **Training**: alignment by triphone Gaussians; 6 epochs of cross-entropy (Adam, 1e-3, batches of 8 utterances) on the
  plain copy; 6 epochs of lattice-free MMI (8e-4, tolerance 2 frames, leak 0.01, L2 1e-4), then 15 more (1e-3), on the
  plain and the eight rougher copies, dropout 0.25; 7 more (1e-3) with a second head trained by frames (0.1, dropped
  afterwards), features moved by up to one frame, decay 0.1, dropout 0.35, and the mean of the weights before and after
  these; 4 more (5e-4) on the plain and the two gentle copies with the frequencies of each utterance warped by up to 12 %,
  another vocal tract every time, and again the mean of before and after; 3 more (6e-4) of the same kind on all, with the phrases and
  the short clips, which the model of the stage before has aligned, plain, in a gentle copy and in a rough one; 6 more
  (8e-4) of that kind, the gentle and the rough copy through MP3 at 16 to 32 kbit/s; 6 more (7e-4) on the same copies,
  boosted: what was said must lead by 0.2 nats for each frame of 30 ms that is heard otherwise (Weng and Yu 2019); 6 more
  like these with dropout 0.4. Running average of the weights throughout. About eleven hours on two shared cores.`;

const FORMER_COPY = `\
- **This copy**: it is of the schedule that the recipe had before, run stage by stage with its options but these: the first two with masks in
  time alone, on two augmented copies and with dropout 0.2; the 15 epochs after them on four; of the 7 after these,
  the first two had a schedule made for nine. Before the last 4 there was one more, of no warped voices and with dropout
  0.3. Which of the weights before the third stage, after it and their mean to take was decided on a sixth of the dev
  list, where they hardly differed; of the later stages the mean is taken, as the recipe does. The recurrent language
  model was trained in three goes: 22 slices of text at full rate and 18 with the rate falling; then, from these weights
  in 8 bits, 7 at a rate of 2.5e-3 and 38 with the rate falling; then, again in 8 bits, 88 with the rate falling from
  2.5e-3, a share of 0.08 of the first 67 and 0.15 of the others being transcripts. The real-time factor is the
  median of six runs of \`npm run bench -- real-time\` (every thirtieth clip) on a host whose speed swings: 0.087 to 0.103.
`;
