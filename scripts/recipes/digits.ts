/** Spoken digits, one a clip. Raw corpus and speech-en → models/speech-digits. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import type { Utterance } from '../../src/speech/corpus/utterance.js';
import { librispeechTraining } from '../../src/speech/neural/training-list.js';
import { baselineLine, keepResult, trainBaseline } from './baseline.js';
import { cutWords } from './cut-words.js';
import { BASE, type FineTunedModel, kindLine, trainFineTuned } from './fine-tuned.js';
import { measure, modelFolder, type RecipeContext, wordErrorLine } from './recipe.js';

const NAME = 'speech-digits';
/** With the phones of each. */
const PHONES = { ZERO: 4, ONE: 3, TWO: 2, THREE: 3, FOUR: 3, FIVE: 3, SIX: 4, SEVEN: 5, EIGHT: 2, NINE: 3 };
const DIGITS = Object.keys(PHONES);
const SPEAKERS = ['george', 'jackson', 'lucas', 'nicolas', 'theo', 'yweweler'];

const GRAMMAR = grammarOf(DIGITS);
/**
 * In a voice that fits no phone well the word of the fewest phones fits least badly, which made EIGHT of much that speakers
 * never heard before had said: every phone counts for so many nats of the grammar. With margins it matters little.
 */
const NATS_PER_PHONE = 1.5;
const WEIGHED_GRAMMAR = grammarOf(
  Object.entries(PHONES).map(
    ([digit, phones]) => `/${Math.round(Math.exp(NATS_PER_PHONE * phones))}/ ${digit}`,
  ),
);
/** Where other voices say digits: one a clip, and, beside LibriSpeech, among other words. */
const OTHER_CLIPS = 'commands-train';
const OTHER_SENTENCES = 'an4-train';
/** Clips of the first, of each digit, to cut words from. */
const MOST_OTHER_CLIPS = 200;
/** Words taken in the end, of each digit, about as many as most have: more of some took longer and were no better. */
const MOST_OTHER_WORDS = 190;
const DESCRIPTION = {
  name: NAME,
  description: 'one English digit a clip, zero to nine, telephone bandwidth',
  licence: 'CC BY-SA 4.0, as its corpus',
  command: 'npm run recipe -- digits',
};

function grammarOf(alternatives: readonly string[]): string {
  return `#JSGF V1.0;\ngrammar digits;\npublic <digit> = ${alternatives.join(' | ')};\n`;
}

export async function digits(context: RecipeContext): Promise<string> {
  const train = context.tune ? 'digits-train-without-dev' : 'digits-train';
  const test = context.tune ? 'digits-dev' : 'digits-test';
  if (context.gaussians) return gaussians(context, train, test);
  const folder = modelFolder(context, NAME);
  const model = fineTuned(train, folder, await otherVoices(context));
  await trainFineTuned(context, model);
  const { evaluation, report } = await measure(folder, test, context);
  if (context.tune) return report;
  const writeCard = (folds?: string): void =>
    writeFileSync(join(folder, 'CARD.md'), card(model, test, wordErrorLine(evaluation), folds));
  writeCard();
  const folds = await leaveOneOut(async (_, held, speaker) => {
    const out = join(context.runFolder, `without-${speaker}`);
    await trainFineTuned(context, { ...model, out, unheard: new Set([speaker]) });
    return (await measure(out, held, context)).evaluation.wer;
  });
  writeCard(folds);
  return `${report}\nleave one speaker out\n${folds}\n`;
}

function fineTuned(list: string, out: string, otherSpeech: Utterance[]): FineTunedModel {
  const data = `Free Spoken Digit Dataset, list ${list}, digits of AN4, LibriSpeech and Speech Commands, after the speech that trained speech-en`;
  const training: FineTunedModel['training'] = {
    ...{ epochs: 4, copies: 4, roughness: 'everyday', peakRate: 8e-4, tolerance: 8 },
    priorFrames: 150,
  };
  return {
    description: { ...DESCRIPTION, data },
    list,
    out,
    otherSpeech,
    grammar: WEIGHED_GRAMMAR,
    training,
  };
}

/** Digits that hundreds of others say: six speakers are too few to learn from what a seventh may sound like. */
async function otherVoices({ stateFolder, log }: RecipeContext): Promise<Utterance[]> {
  const single = readPinnedCorpus(OTHER_CLIPS);
  const clips = DIGITS.flatMap((digit) =>
    single.filter(({ text }) => text === digit).slice(0, MOST_OTHER_CLIPS),
  );
  const utterances = [...readPinnedCorpus(OTHER_SENTENCES), ...librispeechTraining(), ...clips];
  const cut = await cutWords({
    ...{ model: BASE, utterances, words: new Set(DIGITS), log },
    folder: join(stateFolder, 'narrow-words'),
  });
  return DIGITS.flatMap((digit) =>
    manySpeakers(
      cut.filter(({ text }) => text === digit),
      MOST_OTHER_WORDS,
    ),
  );
}

/** Of `clips` at most so many: first one of every speaker, then a second, and so on. */
export function manySpeakers(clips: readonly Utterance[], most: number): Utterance[] {
  const heard = new Map<string | undefined, number>();
  const turns = clips.map((clip) => {
    const turn = heard.get(clip.speaker) ?? 0;
    heard.set(clip.speaker, turn + 1);
    return { clip, turn };
  });
  return turns
    .sort((a, b) => a.turn - b.turn)
    .slice(0, most)
    .map(({ clip }) => clip);
}

/** The baseline; see baseline.ts. */
async function gaussians(context: RecipeContext, train: string, test: string): Promise<string> {
  const trained = (list: string, held: string) =>
    trainBaseline(context, {
      description: { ...DESCRIPTION, data: `Free Spoken Digit Dataset, list ${list}` },
      ...{ train: list, test: held, grammar: GRAMMAR, gmm: { fmllrPriorFrames: 0 } },
    });
  const { report, line } = await trained(train, test);
  if (context.tune) return report;
  const folds = await leaveOneOut(async (list, held) => (await trained(list, held)).wer);
  keepResult(context, `error rate ${line}; speakers left out: ${folds}`);
  return `${report}\nleave one speaker out\n${folds}\n`;
}

/** What `errorRate` says of each speaker whom the training did not hear. */
async function leaveOneOut(
  errorRate: (train: string, test: string, speaker: string) => Promise<number>,
): Promise<string> {
  const right: number[] = [];
  for (const speaker of SPEAKERS) {
    const list = `digits-fold-${speaker}`;
    right.push(1 - (await errorRate(`${list}-train`, `${list}-test`, speaker)));
  }
  const percent = (share: number) => (100 * share).toFixed(1);
  const mean = right.reduce((sum, share) => sum + share, 0) / right.length;
  const each = SPEAKERS.map((speaker, i) => `${speaker} ${percent(right[i]!)}`).join(', ');
  return `${percent(mean)} % right on average (${each})`;
}

function card(model: FineTunedModel, test: string, result: string, folds = 'not measured'): string {
  return `# ${NAME}

Hears one digit a clip, zero to nine, under a grammar of these ten words.

- **Kind**: ${kindLine(model, `A grammar of ten words, each phone of a word worth ${NATS_PER_PHONE} nats.`)} Cepstra are
  normalised by the clip and, as ${model.training?.priorFrames} frames more, by the mean and variance of all clips of the list.
- **Data**: Free Spoken Digit Dataset (Zohar Jackson and others), list \`corpora/lists/${model.list}.txt\`; six speakers,
  8 kHz. CC BY-SA 4.0. With it digits that others say, cut as tight and as narrow: out of the training sentences of CMU AN4
  and LibriSpeech, and of clips that Google Speech Commands has (list \`${OTHER_CLIPS}\`), up to ${MOST_OTHER_WORDS} of each digit and of as many
  speakers as there are. Before them all that the card of \`speech-en\` tells of.
- **Result**: list \`${test}\` (indices 0 to 4, the same speakers): error rate ${result}. Most settings were
  tuned on \`digits-dev\`; nothing was tuned on this list.
- **A speaker never heard** (leave one speaker out, all clips of the speaker; the normalisation, the number of other
  words, the margins that are laid around short clips and the worth of a phone were chosen with these clips in sight): ${folds}.${baselineLine('digits')}
- **Made by**: \`npm run recipe -- digits\`; measured again by
  \`utterly evaluate speech --model ${NAME} --data corpora/data/free-spoken-digit-dataset --split test\`.
- **Limits**: six men, some with an accent; other voices are recognised worse, as the folds show.
- **Licence**: CC BY-SA 4.0, as its corpus.
`;
}
