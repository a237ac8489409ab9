/**
 * Words hidden and added back: words of LibriSpeech dev leave lexicon and language model and return by their spelling
 * alone. They are drawn from those that the letter-to-sound model was not trained on. Heard are the stretches of some
 * seconds around them, cut between words; while they are hidden nothing can find them, which is not measured again.
 *   npm run bench -- hidden-words [--model speech-en] [--words 100] [--guesses 3] [-o json]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AudioClip } from '../../src/audio/audio-clip.js';
import { readAudioFile } from '../../src/audio/read-audio.js';
import { diskFiles } from '../../src/model-folder.js';
import { createRandom } from '../../src/random.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { bootstrapInterval } from '../../src/speech/evaluation/bootstrap.js';
import { recognizeCorpus } from '../../src/speech/evaluation/recognize-corpus.js';
import type { UtteranceScore } from '../../src/speech/evaluation/utterance-score.js';
import { writeWithoutWords } from '../../src/speech/evaluation/without-words.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';
import { likelyGuesses } from '../../src/speech/pronouncer.js';
import type { AlignedWord, SpeechRecognizer } from '../../src/speech/recognizer-types.js';
import { LANGUAGE_MODEL_FILE } from '../../src/speech/speech-model.js';
import { GUESSES } from '../../src/speech/users-words.js';
import { G2p } from '../../src/text/g2p/g2p.js';
import { splitLexicon } from '../../src/text/g2p/split.js';
import { Lexicon } from '../../src/text/lexicon/lexicon.js';
import { loadNgramModel } from '../../src/text/ngram/files.js';
import { SPLIT_SEED } from '../g2p-split.js';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'speech-en' },
    words: { type: 'string', default: '100' },
    guesses: { type: 'string', default: String(GUESSES) },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});
/** Short words are function words, which nobody has to add. */
const LEAST_LETTERS = 4;

/** What is heard before and after a hidden word. */
const AROUND_SECONDS = 2;

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

interface Piece {
  clip: AudioClip;
  text: string;
}

/** The stretches of an utterance around its hidden words; all of it where the text does not fit. */
function cut(recognizer: SpeechRecognizer, clip: AudioClip, text: string): Piece[] {
  let words: AlignedWord[];
  try {
    words = recognizer.align(clip, text).words;
  } catch {
    return [{ clip, text }];
  }
  const pieces: { from: number; to: number }[] = [];
  words.forEach(({ word, startSeconds, endSeconds }) => {
    if (!hidden.has(word)) return;
    const from = words.findIndex((other) => other.startSeconds >= startSeconds - AROUND_SECONDS);
    const to = words.findLastIndex((other) => other.endSeconds <= endSeconds + AROUND_SECONDS);
    const last = pieces.at(-1);
    if (last && from <= last.to) last.to = to;
    else pieces.push({ from, to });
  });
  return pieces.map(({ from, to }) => {
    const begin = from === 0 ? 0 : between(words[from - 1]!, words[from]!);
    const end = to === words.length - 1 ? clip.durationSeconds : between(words[to]!, words[to + 1]!);
    const samples = clip.samples.slice(...[begin, end].map((at) => Math.round(at * clip.sampleRateHz)));
    const piece = { ...clip, samples, durationSeconds: samples.length / clip.sampleRateHz };
    const spoken = words.slice(from, to + 1).map(({ word }) => word);
    return { clip: piece, text: spoken.join(' ') };
  });
}

const between = (a: AlignedWord, b: AlignedWord) => (a.endSeconds + b.startSeconds) / 2;

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
  const vocabulary = [...hidden].flatMap((word) =>
    likelyGuesses(g2p, word, Number(options.guesses)).map(({ phones }) => [word, ...phones].join(' ')),
  );
  const pieces: Piece[] = [];
  const measure = async (recognizer: SpeechRecognizer) => {
    const list = pieces.map(({ text }, i) => ({ id: String(i), audio: String(i), text }));
    const readAudio = async (path: string) => pieces[Number(path)]!.clip;
    return count((await recognizeCorpus(recognizer, list, { readAudio })).scores);
  };
  using knowing = await openRecognizer(whole);
  for (const { audio, text } of concerned) pieces.push(...cut(knowing, await readAudioFile(audio), text));
  using learnt = await openRecognizer(folder, { vocabulary: vocabulary.join('\n') });
  const report = {
    model: options.model,
    words: hidden.size,
    known: await measure(knowing),
    addedBack: await measure(learnt),
  };
  if (options.output === 'json') process.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    for (const name of ['known', 'addedBack'] as const) {
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
