/** Samples → words: the acoustic model's scores searched for the best words under a language model or a grammar. */
import type { AudioClip } from '../audio/audio-clip.js';
import type { AcousticScores } from '../decode/acoustic-scores.js';
import type { Decoder } from '../decode/decoder.js';
import { buildTranscriptNetwork } from '../decode/lexicon-network.js';
import type { PhoneNetwork } from '../decode/network.js';
import type { DecodeResult } from '../decode/result.js';
import type { SecondPass } from '../decode/second-pass.js';
import { type Alignment as Path, viterbiAlign } from '../decode/viterbi-align.js';
import { InputError } from '../errors.js';
import type { Acoustics } from './acoustics.js';
import type { Filler } from './filler.js';
import { hearClip } from './heard-clip.js';
import { type Inspection, inspect } from './inspection.js';
import { readings } from './readings.js';
import type {
  Alignment,
  RecognizedWord,
  RecognizeOptions,
  SpeechRecognizer,
  Transcript,
} from './recognizer-types.js';
import type { Hearing } from './streaming/hearing.js';
import { IncrementalHearing } from './streaming/incremental-hearing.js';
import { type SampleChunks, streamChunks } from './streaming/stream-chunks.js';
import type { StreamEvent, StreamOptions } from './streaming/stream-types.js';
import { timedWords } from './timed-words.js';
import { type PronunciationSource, Vocabulary } from './vocabulary.js';

/** How an open recogniser is put together. */
export interface RecognizerParts {
  acoustics: Acoustics;
  /** Makes the decoder, which knows the words, when something is to be recognised for the first time. */
  openDecoder(): Decoder;
  /** Makes what improves on the decoder's result, if anything does. */
  openSecondPass?(): SecondPass;
  /** Pronunciations of words to align. */
  lexicon: PronunciationSource;
  silenceProbability: number;
  /** How to notice that something else was said than a grammar allows. */
  rejection?: { openFiller(): Filler; maxMisfit: number };
}

/** Beams of forced alignment, tried in turn. */
const ALIGN_BEAMS = [300, 3000];

/** A recogniser over parts; {@link openRecognizer} makes them from a model folder. */
export class Recognizer implements SpeechRecognizer {
  private decoder: Decoder | undefined;
  private secondPass: SecondPass | undefined;
  private filler: Filler | undefined;

  constructor(private readonly parts: RecognizerParts) {}

  transcribe(clip: AudioClip, options: RecognizeOptions = {}): Transcript {
    const { durationSeconds, warnings } = clip;
    const nothing: Transcript = {
      text: '',
      words: [],
      alternatives: [{ text: '', logProbability: 0 }],
      durationSeconds,
      warnings: [...warnings],
    };
    if (warnings.some(({ code }) => code === 'audio-silent')) return nothing;
    const { acoustics } = this.parts;
    const heard = hearClip(acoustics, clip);
    let { scores } = heard;
    this.decoder ??= this.parts.openDecoder();
    const { decoder } = this;
    let result = decoder.decode(scores);
    if (acoustics.adapt && result.words.length > 0) {
      const guess = result.words.map(({ word }) => word);
      const senones = this.frameSenones(guess, scores);
      if (senones) {
        scores = acoustics.adapt(scores, senones);
        result = decoder.decode(scores);
      }
    }
    if (!options.draft) result = this.revise(result);
    const text = result.words.map(({ word }) => word).join(' ');
    const misfit = this.misfit(scores, result);
    if (result.words.length === 0 || misfit === Infinity) {
      const message = 'no words were found in the clip';
      return { ...nothing, warnings: [...warnings, { code: 'speech-none', message }] };
    }
    if (misfit !== undefined && misfit > this.parts.rejection!.maxMisfit) {
      const message = `nothing the grammar allows was heard: "${text}" came closest, but free phones fit ${misfit.toFixed(2)} nats a frame better`;
      return { ...nothing, misfit, warnings: [...warnings, { code: 'speech-not-in-grammar', message }] };
    }
    const words: RecognizedWord[] = result.words.map((word) => ({
      word: word.word,
      startSeconds: heard.seconds(word.startFrame),
      endSeconds: heard.seconds(word.endFrame),
      confidence: word.confidence,
    }));
    if (options.phones) {
      const aligned = this.align(clip, text).words;
      words.forEach((word, i) => {
        word.phones = aligned[i]!.phones;
      });
    }
    return {
      text,
      words,
      alternatives: readings(result, options.nbest ?? 1, decoder.options.posteriorScale),
      durationSeconds,
      ...(misfit !== undefined && { misfit }),
      warnings: result.reachedEnd
        ? [...warnings]
        : [...warnings, { code: 'speech-unfinished', message: 'the clip ends before the sentence does' }],
    };
  }

  align(clip: AudioClip, text: string): Alignment {
    const { acoustics } = this.parts;
    const spoken = text.trim().split(/\s+/).filter(Boolean);
    if (spoken.length === 0) {
      throw new InputError({
        code: 'align-no-text',
        found: 'no words',
        expected: 'the words said in the clip',
        remedy: 'Give the text that is said.',
      });
    }
    if (clip.warnings.some(({ code }) => code === 'audio-silent')) {
      throw new InputError({
        code: 'align-silent',
        found: `${spoken.length} words for a clip that is silent`,
        expected: 'a clip in which they are said',
        remedy: 'Check the microphone, and that this is the clip you meant.',
      });
    }
    const { scores, seconds } = hearClip(acoustics, clip);
    const { network, path } = this.fit(spoken, scores);
    if (path) return { words: timedWords(network, path, acoustics.phones, seconds) };
    throw new InputError({
      code: 'align-no-fit',
      found: `${spoken.length} words for ${scores.frames} frames of ${scores.frameSeconds} s`,
      expected: 'a text that fits into the clip',
      remedy: 'Check that the text is what is said, and that the clip is not cut.',
    });
  }

  inspect(clip: AudioClip, options: RecognizeOptions = {}): Inspection {
    const transcript = this.transcribe(clip, options);
    const { acoustics } = this.parts;
    const heard = hearClip(acoustics, clip);
    const spoken = transcript.words.map(({ word }) => word);
    const { network, path } = spoken.length > 0 ? this.fit(spoken, heard.scores) : {};
    return inspect(acoustics, heard, transcript, network && path && { network, path });
  }

  stream(chunks: SampleChunks, options?: StreamOptions): AsyncGenerator<StreamEvent, void, undefined> {
    return streamChunks(
      {
        transcribe: (clip, wanted) => this.transcribe(clip, wanted),
        openIncremental: () => this.openIncremental(),
      },
      chunks,
      options,
    );
  }

  hearInPart(sampleRateHz: number): Hearing | undefined {
    const parts = this.openIncremental();
    return parts && new IncrementalHearing({ ...parts, sampleRateHz });
  }

  close(): void {
    this.decoder = undefined;
    this.secondPass = undefined;
    this.filler = undefined;
    this.parts.acoustics.close?.();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** For streams. Where a grammar may reject, a part of a sentence tells little: it is judged as a whole. */
  private openIncremental() {
    const { acoustics, rejection } = this.parts;
    const openScores = acoustics.stream?.bind(acoustics);
    if (!openScores || rejection) return undefined;
    this.decoder ??= this.parts.openDecoder();
    const revise = (result: DecodeResult) => this.revise(result);
    return { openScores, decoder: this.decoder.twin(), frameSeconds: acoustics.frameSeconds, revise };
  }

  /** The second pass's opinion, where there is one. */
  private revise(result: DecodeResult): DecodeResult {
    this.secondPass ??= this.parts.openSecondPass?.();
    return this.secondPass?.revise(result) ?? result;
  }

  /** See {@link Filler.misfit}; `undefined` where nothing is rejected. */
  private misfit(scores: AcousticScores, result: DecodeResult): number | undefined {
    const { rejection } = this.parts;
    if (!rejection) return undefined;
    this.filler ??= rejection.openFiller();
    return this.filler.misfit(scores, result);
  }

  /** The best path of known words through a clip's scores, if they fit. */
  private fit(
    spoken: readonly string[],
    scores: AcousticScores,
  ): { network: PhoneNetwork; path: Path | undefined } {
    const { acoustics, lexicon, silenceProbability } = this.parts;
    const vocabulary = new Vocabulary(acoustics.phones, lexicon);
    const transcript = spoken.map((word) => vocabulary.add(word));
    const network = buildTranscriptNetwork(transcript, vocabulary.words, acoustics.context, {
      silenceProbability,
    });
    let path: Path | undefined;
    for (const beam of ALIGN_BEAMS) path ??= viterbiAlign(network, scores, { beam, acousticScale: 1 });
    return { network, path };
  }

  /** The senone of every frame when `spoken` was said, -1 in silence. // [T] */
  private frameSenones(spoken: readonly string[], scores: AcousticScores): Int32Array | undefined {
    const { network, path } = this.fit(spoken, scores);
    if (!path) return undefined;
    const senones = new Int32Array(scores.frames);
    const { silence } = this.parts.acoustics.context;
    for (const { node, start, end } of path.states) {
      senones.fill(network.phone[node] === silence ? -1 : network.senone[node]!, start, end);
    }
    return senones;
  }
}
