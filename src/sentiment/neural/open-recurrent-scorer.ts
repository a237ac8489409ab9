/** The recurrent member at work: tokens → ids → encoder → log odds. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors.js';
import { Encoder } from '../../rnn/runtime/encoder.js';
import { readVocabulary, VOCABULARY_FILE } from '../../text/pieces/vocabulary-file.js';
import type { Token } from '../../text/review/tokens.js';
import type { ScorerMember } from '../member.js';
import { excerpt } from './excerpt.js';

/** Ids that are read of a text, from its beginning and from its end: memory and time are bounded. */
const HEAD = 400;
const TAIL = 400;

/** Texts of a call to the encoder. */
const ROUND = 64;

/**
 * Opens a recurrent member, one thread, 16-bit recurrent weights.
 * @param folder - model.json and weights.bin of the network
 * @param vocabularyFolder - where its vocabulary is; the same unless told
 * @throws InputError `model-not-found`, `model-damaged`, and what the runtime finds wrong with the network
 */
export async function openRecurrentScorer(folder: string, vocabularyFolder = folder): Promise<ScorerMember> {
  const path = join(folder, 'model.json');
  if (!existsSync(path)) {
    throw new InputError({
      code: 'model-not-found',
      found: `no model.json in ${folder}`,
      expected: 'a recurrent member: model.json, weights.bin, vocabulary.txt',
      remedy: 'Train it, or restore the model as it was shipped.',
    });
  }
  const vocabulary = readVocabulary(join(vocabularyFolder, VOCABULARY_FILE));
  const encoder = await Encoder.load(path, { threads: 1, recurrentWeights: 'int16' });
  if (!encoder.takesIds || encoder.outputs !== 2) {
    throw damaged(`a network with ${encoder.outputs} outputs in ${folder}`, 'token ids in, two classes out');
  }
  try {
    encoder.run(Int32Array.of(vocabulary.size - 1));
  } catch (cause) {
    throw damaged(`a vocabulary of ${vocabulary.size} entries in ${folder}`, 'one the network knows', cause);
  }
  return new RecurrentScorer(vocabulary, encoder);
}

class RecurrentScorer implements ScorerMember {
  private isOpen = true;

  constructor(
    private readonly vocabulary: ReturnType<typeof readVocabulary>,
    private readonly encoder: Encoder,
  ) {}

  logits(texts: readonly (readonly Token[])[]): Float64Array {
    const odds = new Float64Array(texts.length);
    for (let from = 0; from < texts.length; from += ROUND) {
      const round = texts.slice(from, from + ROUND).map((tokens) => this.read(tokens));
      // A text without tokens stays undecided.
      const places = [...round.keys()].filter((i) => round[i]!.length > 0);
      const outputs = this.encoder.runBatch(places.map((i) => round[i]!));
      for (const [n, i] of places.entries()) odds[from + i] = outputs[n]![1]! - outputs[n]![0]!;
    }
    return odds;
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    // One thread: nothing in it waits.
    void this.encoder.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Every token is at least one id, so no more tokens than ids need be looked at. */
  private read(tokens: readonly Token[]): Int32Array {
    const { vocabulary } = this;
    if (tokens.length <= HEAD + TAIL) return excerpt(vocabulary.encode(tokens), HEAD, TAIL);
    const head = vocabulary.encode(tokens.slice(0, HEAD)).subarray(0, HEAD);
    const tail = vocabulary.encode(tokens.slice(-TAIL)).subarray(-TAIL);
    return Int32Array.from([...head, ...tail]);
  }
}

function damaged(found: string, expected: string, cause?: unknown): InputError {
  const remedy = 'Restore the model as it was shipped, or train it again.';
  return new InputError({ code: 'model-damaged', found, expected, remedy }, { cause });
}
