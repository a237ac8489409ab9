/** Writes corpora/lists/reviews from the unpacked corpora. Needed once; the lists are committed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledText } from '../src/sentiment/corpus/labelled-text.js';
import { readTrees, wordsOnly } from '../src/sentiment/corpus/pinned-reviews.js';
import { readReviewFolder } from '../src/sentiment/corpus/review-folder.js';
import { corporaFolder, packageFolder } from '../src/speech/corpus/locations.js';
import { formatPinnedList } from '../src/speech/corpus/pinned-list.js';

const out = join(packageFolder(), 'corpora', 'lists', 'reviews');
mkdirSync(out, { recursive: true });

function write(name: string, purpose: string, corpus: string, split: string, texts: readonly LabelledText[]) {
  const ids = texts.map(({ id }) => id);
  writeFileSync(join(out, `${name}.txt`), formatPinnedList({ name, corpus, split, ids }, purpose));
  process.stderr.write(`${name}: ${ids.length}\n`);
}

// Neighbouring ids often review the same film, so blocks of ids are held out, not single reviews.
const HELD_OUT_FROM = 10_000;
const DEV_FROM = 11_250;
const reviews = readReviewFolder(join(corporaFolder(), 'aclImdb', 'train'));
const number = ({ id }: LabelledText) => Number.parseInt(id.split('/')[1]!, 10);
const dev = reviews.filter((review) => number(review) >= DEV_FROM);
const heldOut = reviews.filter((review) => number(review) >= HELD_OUT_FROM && number(review) < DEV_FROM);
const elsewhere = new Set([...dev, ...heldOut].map(({ text }) => wordsOnly(text)));
const rest = reviews.filter((review) => number(review) < HELD_OUT_FROM);
const imdb = (name: string, purpose: string, texts: readonly LabelledText[]) =>
  write(name, purpose, 'aclImdb', 'train', texts);
imdb('imdb-heldout', 'For the final figure only: ids 10000 to 11249 of pos and neg.', heldOut);
imdb('imdb-dev', 'For tuning: ids 11250 to 12499 of pos and neg.', dev);
imdb(
  'imdb-train',
  'Ids 0 to 9999 of pos and neg, less copies of reviews in imdb-heldout and imdb-dev.',
  rest.filter(({ text }) => !elsewhere.has(wordsOnly(text))),
);

// The treebank's own dev file stays for the final figure: tuning is done on sentences of its training file.
// The file is sorted by how its sentences were collected, good before bad: ten blocks from all over it.
const BLOCKS = 10;
const BLOCK_SENTENCES = 110;
const official = new Set(readTrees('trees-dev').map(([sentence]) => wordsOnly(sentence!.text)));
const trees = readTrees('trees-train').map(([sentence]) => sentence!);
const fresh = (sentence: LabelledText) => !official.has(wordsOnly(sentence.text));
const stride = Math.floor(trees.length / BLOCKS);
const isTune = trees.map((_, index) => index % stride >= stride - BLOCK_SENTENCES && index < stride * BLOCKS);
const tune = trees.filter((sentence, index) => isTune[index] && fresh(sentence));
const tuned = new Set(tune.map(({ text }) => wordsOnly(text)));
const sst = (name: string, purpose: string, texts: readonly LabelledText[]) =>
  write(name, purpose, 'sst', 'trees-train', texts);
sst('sst-tune', 'For tuning: ten blocks of 110 training trees.', tune);
sst(
  'sst-train',
  'The training trees outside the blocks of sst-tune, less copies of sentences in sst-tune and trees-dev.',
  trees.filter(
    (sentence, index) => !isTune[index] && fresh(sentence) && !tuned.has(wordsOnly(sentence.text)),
  ),
);
