/** Teaches a model by texts of the user's own: what it gets wrong is learnt beside it, the model stays as it is. */
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../errors.js';
import type { Token } from '../text/review/tokens.js';
import { holdOutTexts, type PolarText } from './corpus/hold-out-texts.js';
import { logLoss } from './fit-ensemble.js';
import { type NbSvmModel, openNbSvm } from './nb-svm/nb-svm.js';
import { openSentimentScorer } from './open-scorer.js';
import type { SentimentScorer } from './scorer.js';
import { readSentimentModel, writeSentimentModel } from './sentiment-model.js';
import { trainCorrections } from './train-corrections.js';
import type { SentimentTrainingOptions } from './train-sentiment.js';
import { shapeFor, toExample } from './training-shape.js';

/** With fewer texts there is nothing to choose a cost by. */
const A_HANDFUL = 100;
const COST_OF_A_HANDFUL = 0.03;
const COSTS = [0.001, 0.003, 0.01, 0.03, 0.1];
const BATCH = 32;
/** Files that belong to the model built upon alone, or are written anew. */
const NOT_COPIED = ['CARD.md', 'model.json', 'weights.bin'];

export async function trainOnTop(
  texts: readonly PolarText[],
  from: string,
  { description, out, log = () => {} }: SentimentTrainingOptions,
): Promise<void> {
  check(texts, from, out);
  const { kind: _, results: __, ...base } = readSentimentModel(from).header;
  using scorer = await openSentimentScorer(from);
  const cost = texts.length < A_HANDFUL ? COST_OF_A_HANDFUL : chooseCost(texts, scorer, log);
  const { table, ...about } = learn(texts, cost, scorer);
  const path = `corrections-${base.corrections.length + 1}.bin`;
  const corrections = [...base.corrections, { kind: 'nb-svm' as const, path, ...about }];
  copyMembers(from, out);
  writeSentimentModel(out, { ...base, ...description, corrections }, { [path]: table });
}

function check(texts: readonly PolarText[], from: string, out: string): void {
  if (texts.length === 0) {
    throw new InputError({
      code: 'sentiment-too-few',
      found: 'no text with a label',
      expected: 'at least one',
      remedy: 'Label some texts.',
    });
  }
  if (resolve(from) === resolve(out)) {
    throw new InputError({
      code: 'sentiment-same-folder',
      found: `${out} as the model built upon and as the new one`,
      expected: 'two folders',
      remedy: 'Give another folder as --out.',
    });
  }
}

function learn(texts: readonly PolarText[], cost: number, scorer: SentimentScorer): NbSvmModel {
  const examples = texts.map(toExample);
  const known = logitsOf(
    scorer,
    examples.map(({ tokens }) => tokens),
  );
  return trainCorrections(examples, known, { cost, ...shapeFor(texts.length) });
}

/** The cost whose corrections make the likeliest of texts held out. */
function chooseCost(
  texts: readonly PolarText[],
  scorer: SentimentScorer,
  log: (line: string) => void,
): number {
  const { rest, held } = holdOutTexts(texts);
  const tokens = held.map((text) => toExample(text).tokens);
  const labels = held.map(({ label }) => label);
  const known = logitsOf(scorer, tokens);
  log(`before: log loss ${logLoss(known, labels).toFixed(4)} on ${held.length} texts held out`);
  const losses = COSTS.map((cost) => {
    using member = openNbSvm(learn(rest, cost, scorer), 'memory');
    const added = member.logits(tokens);
    const loss = logLoss(
      known.map((logit, n) => logit + added[n]!),
      labels,
    );
    log(`cost ${cost}: log loss ${loss.toFixed(4)}`);
    return loss;
  });
  return COSTS[losses.indexOf(Math.min(...losses))]!;
}

function logitsOf(scorer: SentimentScorer, texts: readonly (readonly Token[])[]): Float64Array {
  const logits = new Float64Array(texts.length);
  for (let at = 0; at < texts.length; at += BATCH) logits.set(scorer.logits(texts.slice(at, at + BATCH)), at);
  return logits;
}

function copyMembers(from: string, out: string): void {
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(from)) {
    if (!NOT_COPIED.includes(name)) cpSync(join(from, name), join(out, name), { recursive: true });
  }
}
