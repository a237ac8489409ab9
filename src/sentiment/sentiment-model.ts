/** What a sentiment model's folder holds: the schema of its model.json, and its writing. */
import { z } from 'zod';
import { InputError } from '../errors.js';
import { type ModelFolder, readModel, writeModel } from '../model-folder.js';
import { describeIssues } from './options.js';

export const SENTIMENT_KIND = 'sentiment';

/** Where one in three would be wrong, or more: the band of every model trained here. */
export const UNSURE: [low: number, high: number] = [1 / 3, 2 / 3];

const number = z.number();
/** A name inside the model's folder, not a path out of it. */
const inside = z.string().regex(/^[\w-]+(?:\.[\w-]+)?$/u);

const memberSchema = z.discriminatedUnion('kind', [
  /** n-gram weights in the file `path`. */
  z.object({
    kind: z.literal('nb-svm'),
    path: inside,
    order: z.int().min(1).max(5),
    bias: number,
    reach: z.int().min(1).optional(),
  }),
  /** A recurrent network in the folder `path`, which reads texts of so many tokens only. */
  z.object({
    kind: z.literal('recurrent'),
    path: inside,
    /** Folder of its vocabulary, where that is another member's. */
    vocabulary: inside.optional(),
    from: z.int().min(1).optional(),
    upTo: z.int().min(1).optional(),
  }),
]);

const headerSchema = z.object({
  kind: z.literal(SENTIMENT_KIND),
  name: z.string(),
  description: z.string(),
  data: z.string(),
  licence: z.string(),
  command: z.string(),
  /** Figures for people, by set. */
  results: z.record(z.string(), z.union([z.string(), number])).optional(),
  members: z.array(memberSchema).min(1),
  combination: z.object({
    members: z.array(z.object({ weight: number, slope: number })),
    intercept: number,
    interceptSlope: number,
  }),
  /** Between these scores a text is called unsure. */
  unsure: z.tuple([number.min(0).max(0.5), number.min(0.5).max(1)]),
  /** Stars as an ordered outcome: P(at most k stars) = σ(bound_k − slope · logit). */
  stars: z.object({ slope: number.positive(), bounds: z.array(number).length(4) }),
  /** Members of kind nb-svm that were learnt on top: their logits are added to the combined one. */
  corrections: z.array(memberSchema).default([]),
});

export type SentimentHeader = z.output<typeof headerSchema>;
export type MemberEntry = z.output<typeof memberSchema>;

/**
 * Opens the folder and checks what its model.json says.
 *
 * @throws InputError `model-not-found`, `model-kind`, `model-damaged`
 */
export function readSentimentModel(folder: string): ModelFolder<SentimentHeader> {
  const model = readModel<SentimentHeader>(folder, SENTIMENT_KIND);
  const parsed = headerSchema.safeParse(model.header);
  const votes = parsed.data?.combination.members.length;
  if (parsed.success && votes === parsed.data.members.length) return { ...model, header: parsed.data };
  throw new InputError({
    code: 'model-damaged',
    found: parsed.success
      ? `${votes} votes for ${parsed.data.members.length} members in ${folder}`
      : `${describeIssues(parsed.error)} in model.json of ${folder}`,
    expected: 'a whole sentiment model',
    remedy: 'Fetch or train the model again.',
  });
}

/** @param files - tables of members of kind nb-svm, and other files, by name */
export function writeSentimentModel(
  folder: string,
  header: Omit<SentimentHeader, 'kind'>,
  files: Readonly<Record<string, string | Uint8Array>>,
): void {
  writeModel(folder, { kind: SENTIMENT_KIND, ...header }, {}, files);
}
