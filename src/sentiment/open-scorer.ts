/** A model folder → the scorer. */
import { join } from 'node:path';
import type { ModelFolder } from '../model-folder.js';
import { gateByLength } from './length-gate.js';
import type { ScorerMember } from './member.js';
import { openNbSvm } from './nb-svm/nb-svm.js';
import { SentimentScorer } from './scorer.js';
import { type MemberEntry, readSentimentModel, type SentimentHeader } from './sentiment-model.js';

export interface OpenSentimentOptions {
  /**
   * Tokens of the longest text that will be scored, unbounded unless told. Members that read only longer texts are not
   * opened, which saves half of a cold start; a longer text is then a RangeError.
   */
  longest?: number;
}

/**
 * Opens a model folder of kind `sentiment`.
 *
 * @throws InputError `model-not-found`, `model-kind`, `model-damaged`
 */
export async function openSentimentScorer(
  folder: string,
  { longest = Number.POSITIVE_INFINITY }: OpenSentimentOptions = {},
): Promise<SentimentScorer> {
  const model = readSentimentModel(folder);
  const { combination, unsure, stars } = model.header;
  const opened: ScorerMember[] = [];
  try {
    for (const entry of [...model.header.members, ...model.header.corrections]) {
      opened.push(await openMember(entry, folder, model, longest));
    }
  } catch (error) {
    for (const member of opened) member.close();
    throw error;
  }
  const members = opened.slice(0, model.header.members.length);
  const corrections = opened.slice(members.length);
  return new SentimentScorer({ members, combination, corrections, unsure, stars });
}

async function openMember(
  entry: MemberEntry,
  folder: string,
  model: ModelFolder<SentimentHeader>,
  longest: number,
): Promise<ScorerMember> {
  const path = join(folder, entry.path);
  if (entry.kind === 'nb-svm') return openNbSvm({ ...entry, table: model.bytes(entry.path) }, path);
  if ((entry.from ?? 0) > longest) return gateByLength(unopened(longest), entry);
  // Loaded only where a model has such a member: networks need more code than tables.
  const { openRecurrentScorer } = await import('./neural/open-recurrent-scorer.js');
  return gateByLength(await openRecurrentScorer(path, join(folder, entry.vocabulary ?? entry.path)), entry);
}

/** Stands for a member whose texts were said not to come. */
function unopened(longest: number): ScorerMember {
  return {
    logits() {
      throw new RangeError(`the scorer was opened for texts of up to ${longest} tokens`);
    },
    close() {},
    [Symbol.dispose]() {},
  };
}
