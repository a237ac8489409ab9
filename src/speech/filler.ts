/**
 * What speech sounds like when nobody knows its words: a loop over all phones, decoded beside a grammar. Where free
 * phones explain a clip far better than the grammar's words do, something else was said, or nothing. (Filler models:
 * Rose and Paul 1990, "A hidden Markov model based keyword recognition system".)
 */
import type { AcousticScores } from '../decode/acoustic-scores.js';
import { Decoder } from '../decode/decoder.js';
import type { DecoderOptions } from '../decode/decoder-options.js';
import { GrammarAutomaton } from '../decode/grammar-automaton.js';
import { buildLexiconNetwork, type PhoneContext } from '../decode/lexicon-network.js';
import type { DecodeResult } from '../decode/result.js';
import type { Acoustics } from './acoustics.js';
import type { RecognizerParts } from './recognizer.js';
import type { OpenRecognizerOptions } from './recognizer-types.js';
import { GRAMMAR_FILE, type SpeechGmmHeader, type SpeechNnHeader } from './speech-model.js';

/** Found on 200 commands and 200 pieces of LibriSpeech dev; anything from 0.2 to 1 is as good. */
const GRACE_SECONDS = 0.3;

export class Filler {
  private readonly decoder: Decoder;

  /**
   * @param phones - phone names by id; all but silence may follow each other.
   * @param decoding - the search settings of the grammar's decoder: both must weigh acoustics alike.
   */
  constructor(
    phones: readonly string[],
    context: PhoneContext,
    silenceProbability: number,
    decoding: Partial<DecoderOptions>,
  ) {
    const loop = phones.map((_, phone) => phone).filter((phone) => phone !== context.silence);
    const pronunciations = loop.map((phone, word) => ({ word, variant: 0, phones: [phone], logProb: 0 }));
    const words = loop.map((phone) => phones[phone]!);
    const network = buildLexiconNetwork(pronunciations, words, context, { silenceProbability });
    // Free phones cost nothing, words cost nothing: only how well the sounds fit is compared.
    const automaton = GrammarAutomaton.unigram(new Float64Array(loop.length), 0);
    this.decoder = new Decoder(network, automaton, {
      ...decoding,
      languageWeight: 0,
      wordInsertionPenalty: 0,
      latticeBeam: 0,
    });
  }

  /**
   * By how much free phones explain the clip better than the words found, in nats for each frame of these words and of
   * {@link GRACE_SECONDS} more, since by chance alone a short word fits worse than a long one: about 0 where they are the best phones there could be, `Infinity` where there are no words, or where free phones too find silence only. It can fall a little
   * below 0, because after every free phone a pause is possible and not pausing costs its probability.
   */
  misfit(scores: AcousticScores, { words, acousticLogLikelihood }: DecodeResult): number {
    const frames = words.reduce((sum, { startFrame, endFrame }) => sum + endFrame - startFrame, 0);
    if (frames === 0) return Infinity;
    const free = this.decoder.decode(scores);
    if (free.words.length === 0) return Infinity;
    const grace = GRACE_SECONDS / scores.frameSeconds;
    return (free.acousticLogLikelihood - acousticLogLikelihood) / (frames + grace);
  }
}

/**
 * The part of a recogniser that rejects what is outside a grammar: the user's, or that of the model itself. Without a
 * bound a grammar of the user believes all, and that of a recurrent model rejects silence.
 */
export function grammarRejection(
  { grammar, maxMisfit: wanted }: OpenRecognizerOptions,
  { kind, sentences, maxMisfit, silenceProbability, decoding }: SpeechGmmHeader | SpeechNnHeader,
  { phones, context }: Acoustics,
): Pick<RecognizerParts, 'rejection'> {
  const isOwn = grammar === undefined && sentences === GRAMMAR_FILE && kind === 'speech-nn';
  const bound = wanted ?? maxMisfit ?? (isOwn ? Infinity : undefined);
  if (bound === undefined || !(isOwn || grammar !== undefined)) return {};
  const openFiller = () => new Filler(phones, context, silenceProbability, decoding);
  return { rejection: { openFiller, maxMisfit: bound } };
}
