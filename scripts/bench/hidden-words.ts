/**
 * Words hidden and added back: words of LibriSpeech dev leave lexicon and language model and return by their spelling
 * alone. They are drawn from those that the letter-to-sound model was not trained on.
 *   npm run bench -- hidden-words [--model speech-en] [--words 100] [-o json]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { diskFiles } from '../../src/model-folder.js';
import { createRandom } from '../../src/random.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { bootstrapInterval } from '../../src/speech/evaluation/bootstrap.js';
import { recognizeCorpus } from '../../src/speech/evaluation/recognize-corpus.js';
import type { UtteranceScore } from '../../src/speech/evaluation/utterance-score.js';
import { writeWithoutWords } from '../../src/speech/evaluation/without-words.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';
import { LANGUAGE_MODEL_FILE } from '../../src/speech/speech-model.js';
import { G2p } from '../../src/text/g2p/g2p.js';
import { splitLexicon } from '../../src/text/g2p/split.js';
import { Lexicon } from '../../src/text/lexicon/lexicon.js';
import { loadNgramModel } from '../../src/text/ngram/files.js';
import { SPLIT_SEED } from '../g2p-split.js';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'speech-en' },
    words: { type: 'string', default: '100' },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});
/** Short words are function words, which nobody has to add. */
const LEAST_LETTERS = 4;

const models = join(packageFolder(), 'models');
const whole = join(models, options.model);
const lexiconFolder = join(models, 'lexicon-en');
const { dev, test } = splitLexicon(
  Lexicon.open(diskFiles(lexiconFolder), { stripStress: false }),
  SPLIT_SEED,
);
const unseen = new Set([...dev, ...test].map(({ word }) => word.toUpperCase()));
const known = loadNgramModel(join(whole, LANGUAGE_MODEL_FILE)).vocabulary;
const utterances = readPinnedCorpus('librispeech-dev-clean');
const said = new Set(utterances.flatMap(({ text }) => text.split(' ')));
const eligible = [...said].filter(
  (word) => word.length >= LEAST_LETTERS && unseen.has(word) && known.id(word) !== undefined,
);
createRandom(1).shuffle(eligible.sort());
const hidden = new Set(eligible.slice(0, Number(options.words)));
const concerned = utterances.filter(({ text }) => text.split(' ').some((word) => hidden.has(word)));

/** Occurrences of hidden words and how many were heard, by utterance. */
function count(scores: readonly UtteranceScore[]) {
  const pairs = scores.map((score) => score.pairs.filter((pair) => hidden.has(pair.reference ?? '')));
  const said = pairs.map((list) => list.length);
  const heard = pairs.map((list) => list.filter((pair) => pair.hypothesis === pair.reference).length);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return { share: sum(heard) / sum(said), occurrences: sum(said), interval: bootstrapInterval(heard, said) };
}

const folder = mkdtempSync(join(tmpdir(), 'hidden-words-'));
try {
  writeWithoutWords(whole, folder, hidden);
  const g2p = G2p.load(diskFiles(lexiconFolder));
  const vocabulary = [...hidden]
    .map((word) => [word, ...g2p.pronounce(word)[0]!.phones].join(' '))
    .join('\n');
  const measure = async (path: string, list?: string) => {
    using recognizer = await openRecognizer(path, list === undefined ? {} : { vocabulary: list });
    return count((await recognizeCorpus(recognizer, concerned)).scores);
  };
  const report = {
    model: options.model,
    words: hidden.size,
    known: await measure(whole),
    hidden: await measure(folder),
    addedBack: await measure(folder, vocabulary),
  };
  if (options.output === 'json') process.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    for (const name of ['known', 'hidden', 'addedBack'] as const) {
      const { share, occurrences, interval } = report[name];
      const [low, high] = interval.map((end) => (100 * end).toFixed(1));
      process.stdout.write(
        `${name}: ${(100 * share).toFixed(1)} % of ${occurrences} occurrences heard (${low}–${high})\n`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
