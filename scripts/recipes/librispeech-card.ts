/** The model card of speech-en. */

import type { Perplexities } from '../../src/speech/neural/language/make-language.js';

/** @param result - word errors on librispeech-dev-clean */
export function englishCard(result: string, { ngram, recurrent, mixture, share }: Perplexities): string {
  return `# speech-en

Hears general English, read aloud: 203,000 words. A third stage: 17 words in 100 are still wrong. Speech that is still
coming is heard by the same encoder with 0.3 s in sight (\`npm run bench -- streaming\`), and once more as a whole.

- **Kind**: 40 MFCC, three frames side by side at 33 Hz → three bidirectional LSTM layers of 2 × 256 (4.6 million
  weights, stored in 8 bits) → 1,385 senones of phones after a left neighbour (chain topology); 4-gram language model
  of 203,000 words, pruned, 8 bits. A second pass reads the lattice with a recurrent language model (8,192 pieces of
  words, LSTM of 448, 8 bits) and mixes it with the 4-gram, word by word. The encoder hears each clip three times, its
  frames moved by -10, 0 and 10 ms, and the mean of its scores counts; the words are those that most of the lattice
  agrees on, place by place, which need not be its best path.
- **Data**: LibriSpeech train-clean-5 and a part of train-clean-100, 7.2 h, lists
  \`corpora/lists/librispeech-train-clean-5.txt\` and \`librispeech-train-clean-100-subset.txt\`, plain and in eight
  augmented copies (speed, rooms, noise, bands, codecs); language model: public-domain books without those that
  LibriSpeech's dev and test sets read, and the transcripts of train-clean-100. 64 training speakers with one utterance
  each were kept for choosing the epoch.
- **Training**: alignment by triphone Gaussians; 6 epochs of cross-entropy (Adam, 1e-3, batches of 8 utterances) on the
  plain copy; 6 epochs of lattice-free MMI (8e-4, tolerance 2 frames, leak 0.01, L2 1e-4), then 15 more (1e-3), on all
  copies, dropout 0.25; 7 more (1e-3) with a second head trained by frames (0.1, dropped afterwards), features moved by
  up to one frame, decay 0.1, dropout 0.35, and the mean of the weights before and after these. Running average of the
  weights throughout. About four and a half hours on two shared cores.
- **Language**: perplexity of the dev list's words and ends of sentences, words unknown to the 4-gram aside: 4-gram
  ${ngram.toFixed(0)}, recurrent ${recurrent.toFixed(0)}, mixed (${share.toFixed(2)} of the recurrent one) ${mixture.toFixed(0)}. The recurrent one has read half of the
  books, once, and the transcripts about once, in some fifty minutes of one core: more would teach it more.
- **Result**: list \`librispeech-dev-clean\` (10 unseen speakers; its language weights were tuned on a part of this
  list): word error rate ${result}.
- **Made by**: \`npm run recipe -- librispeech\`; measured again by
  \`utterly evaluate speech --model speech-en --data corpora/data/LibriSpeech --split dev-clean\`.
- **Licence**: CC BY 4.0, as LibriSpeech.
`;
}
