/** Labelled texts → a sentiment model of one's own, from nothing or on top of another one. */
import { InputError } from '../errors.js';
import { combine } from './combination.js';
import { HELD_SHARE, holdOutTexts, type PolarText, polarTexts } from './corpus/hold-out-texts.js';
import type { LabelledText } from './corpus/labelled-text.js';
import { collectVotes, type Ensemble, fitEnsemble, logLoss } from './fit-ensemble.js';
import { type NbSvmModel, openNbSvm } from './nb-svm/nb-svm.js';
import { trainNbSvm } from './nb-svm/train-nb-svm.js';
import { type SentimentHeader, UNSURE, writeSentimentModel } from './sentiment-model.js';
import { trainOnTop } from './train-on-top.js';
import { shapeFor, toExample } from './training-shape.js';

export interface SentimentTrainingOptions {
  description: Pick<SentimentHeader, 'name' | 'description' | 'data' | 'licence' | 'command'>;
  texts: readonly LabelledText[];
  /** Folder the model is written to. */
  out: string;
  /** Model folder to build upon; from nothing unless given. */
  from?: string;
  log?: (line: string) => void;
}

const LEAST_OF_EACH_LABEL = 10;
const COSTS = [0.003, 0.03, 0.3];

/** @throws InputError `sentiment-too-few`, `sentiment-same-folder`, and what is wrong with the model in `from` */
export async function trainSentiment(options: SentimentTrainingOptions): Promise<void> {
  const texts = polarTexts(options.texts);
  if (options.from === undefined) trainAnew(texts, options);
  else await trainOnTop(texts, options.from, options);
}

function trainAnew(
  texts: readonly PolarText[],
  { description, out, log = () => {} }: SentimentTrainingOptions,
): void {
  const positive = texts.filter(({ label }) => label === 1).length;
  if (Math.min(positive, texts.length - positive) < LEAST_OF_EACH_LABEL) {
    throw new InputError({
      code: 'sentiment-too-few',
      found: `${positive} positive and ${texts.length - positive} negative texts`,
      expected: `at least ${LEAST_OF_EACH_LABEL} of each`,
      remedy: 'Label more texts, or build upon a model: --from sentiment-en.',
    });
  }
  const shape = shapeFor(texts.length);
  const { rest, held } = holdOutTexts(texts, HELD_SHARE);
  const learnt = rest.map(toExample);
  const candidates = COSTS.map((cost) => {
    using member = openNbSvm(trainNbSvm(learnt, { ...shape, cost }), 'memory');
    const votes = collectVotes([member], held);
    const ensemble = fitEnsemble(votes);
    const logits = votes.logits.map((logit, n) => combine(ensemble.combination, votes.tokens[n]!, logit));
    const loss = logLoss(
      logits,
      held.map(({ label }) => label),
    );
    log(`cost ${cost}: log loss ${loss.toFixed(4)} on ${held.length} texts held out`);
    return { cost, ensemble, loss };
  });
  const best = candidates.reduce((a, b) => (b.loss < a.loss ? b : a));
  const model = trainNbSvm(texts.map(toExample), { ...shape, cost: best.cost });
  writeNbSvmModel(out, description, model, best.ensemble);
}

function writeNbSvmModel(
  out: string,
  description: SentimentTrainingOptions['description'],
  { order, bias, table }: NbSvmModel,
  ensemble: Ensemble,
): void {
  const path = 'nb-svm.bin';
  const members = [{ kind: 'nb-svm' as const, path, order, bias }];
  writeSentimentModel(
    out,
    { ...description, members, ...ensemble, unsure: UNSURE, corrections: [] },
    { [path]: table },
  );
}
