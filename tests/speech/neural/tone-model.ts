/**
 * A language of tones and a model that hears it: each phone is a pitch, silence is a hiss. The encoder has one layer,
 * the best linear classifier of stacked cepstra, so everything from samples to words is real and small.
 */
import { normalizeUtterance } from '../../../src/audio/cmvn.js';
import { extractMfcc } from '../../../src/audio/mfcc.js';
import { resolveMfccOptions } from '../../../src/audio/mfcc-options.js';
import { buildLexiconTree, encodeLexiconTree } from '../../../src/decode/lexicon-tree.js';
import type { PhoneContext } from '../../../src/decode/phone-hmm.js';
import { createRandom, type Random } from '../../../src/random.js';
import { writeNeuralModel } from '../../../src/speech/neural/write-neural-model.js';
import {
  LANGUAGE_MODEL_FILE,
  LEXICON_TREE_FILE,
  type SpeechNnHeader,
} from '../../../src/speech/speech-model.js';
import { encodeNgramModel } from '../../../src/text/ngram/binary.js';
import { trainNgram } from '../../../src/text/ngram/train.js';

const PHONES = ['SIL', 'OW', 'IY', 'UW', 'S', 'N'];
const HERTZ = [0, 300, 700, 1300, 2300, 3700];
const STACK = 3;
const MFCC = resolveMfccOptions({ coefficients: 40, engine: 'plain' });
const PHONE_SECONDS = 0.12;
const RATE = 16000;

/** What is said, by word. */
export const TONE_LEXICON: Record<string, string[]> = {
  SEE: ['S', 'IY'],
  SUE: ['S', 'UW'],
  NO: ['N', 'OW'],
  NOON: ['N', 'UW', 'N'],
  SEEN: ['S', 'IY', 'N'],
};

const SENTENCES = [
  'SEE SUE',
  'NO NOON',
  'SUE SEE NOON',
  'NO SUE',
  'SEEN NOON',
  'SEE NO SUE',
  'NOON',
  'SUE SEEN NO',
];

const context: PhoneContext = {
  silence: 0,
  topology: 'chain',
  selfLogProb: new Float32Array(0),
  senones: (_, phone) => [2 * phone, 2 * phone + 1],
};

/** Samples of phones by name, each a tone; `SIL` is a hiss. Another voice is `pitch` times as high. */
export function sing(phones: readonly string[], random: Random, pitch = 1): Float32Array {
  const length = Math.round(PHONE_SECONDS * RATE);
  const samples = new Float32Array(phones.length * length);
  phones.forEach((phone, k) => {
    const hertz = pitch * HERTZ[PHONES.indexOf(phone)]!;
    const loudness = phone === 'SIL' ? 0 : 0.2 + 0.1 * random.next();
    for (let i = 0; i < length; i++) {
      const tone = loudness * Math.sin((2 * Math.PI * hertz * i) / RATE);
      samples[k * length + i] = tone + 0.005 * random.normal();
    }
  });
  return samples;
}

/** Samples of words, silence around them. */
export function say(words: readonly string[], random: Random, pitch = 1): Float32Array {
  return sing(['SIL', ...words.flatMap((word) => [...TONE_LEXICON[word]!]), 'SIL'], random, pitch);
}

export interface ToneModelOptions {
  /** Words of the lexicon that the model does not know. */
  hidden?: readonly string[];
  lexicon?: Record<string, string[]>;
  sentences?: readonly string[];
  /** Other fields of model.json. */
  header?: Partial<SpeechNnHeader>;
}

/** Writes the model. */
export function writeToneModel(folder: string, options: ToneModelOptions = {}): void {
  const { hidden = [], lexicon = TONE_LEXICON, sentences: lines = SENTENCES, header } = options;
  const words = Object.keys(lexicon).filter((word) => !hidden.includes(word));
  const sentences = lines
    .map((line) => line.split(' '))
    .filter((line) => line.every((w) => words.includes(w)));
  const model = trainNgram(sentences, { order: 2, vocabulary: words });
  const tree = buildLexiconTree(
    words.map((word, number) => ({
      word: number,
      variant: 0,
      phones: lexicon[word]!.map((phone) => PHONES.indexOf(phone)),
      logProb: 0,
    })),
  );
  writeNeuralModel(folder, {
    header: {
      name: 'speech-tones',
      description: 'hears tones',
      data: 'none',
      licence: 'MIT',
      command: 'none',
      phones: PHONES,
      frameSeconds: 0.03,
      mfcc: MFCC,
      encoder: 'encoder/model.json',
      priorWeight: 1,
      lexicon: LEXICON_TREE_FILE,
      sentences: LANGUAGE_MODEL_FILE,
      silenceProbability: 0.3,
      decoding: { beam: 60, wordBeam: 50, latticeBeam: 10, languageWeight: 2 },
      ...header,
    },
    context,
    logPriors: new Float32Array(2 * PHONES.length),
    encoder: trainEncoder(),
    files: {
      [LEXICON_TREE_FILE]: encodeLexiconTree(tree),
      [LANGUAGE_MODEL_FILE]: encodeNgramModel(model, { bits: 8 }),
    },
  });
}

/** Class means and a common diagonal variance give the weights: w = μ / σ², b = −½ Σ μ² / σ². */
function trainEncoder(): { json: object; data: Uint8Array } {
  const random = createRandom(3);
  const inputs = MFCC.coefficients * STACK;
  const P = PHONES.length;
  const sums = new Float64Array(P * inputs);
  const squares = new Float64Array(inputs);
  const counts = new Float64Array(P);
  for (let u = 0; u < 20; u++) {
    const phones = ['SIL', ...Array.from({ length: 8 }, () => PHONES[1 + random.int(P - 1)]!), 'SIL'];
    const { data, frames } = normalizeUtterance(extractMfcc(sing(phones, random), MFCC), { variance: true });
    for (let t = 0; t + STACK <= frames; t += STACK) {
      const phone = PHONES.indexOf(phones[Math.floor(((t + 2.25) * 0.01) / PHONE_SECONDS)]!);
      counts[phone]!++;
      for (let d = 0; d < inputs; d++) {
        const x = data[t * MFCC.coefficients + d]!;
        sums[phone * inputs + d]! += x;
        squares[d]! += x * x;
      }
    }
  }
  const total = counts.reduce((sum, n) => sum + n, 0);
  const outputs = 2 * P;
  const kernel = new Float32Array(inputs * outputs);
  const bias = new Float32Array(outputs);
  for (let d = 0; d < inputs; d++) {
    let within = squares[d]!;
    for (let p = 0; p < P; p++) within -= sums[p * inputs + d]! ** 2 / counts[p]!;
    const variance = within / total + 0.05;
    for (let p = 0; p < P; p++) {
      const mean = sums[p * inputs + d]! / counts[p]!;
      for (const position of [0, 1]) {
        kernel[d * outputs + 2 * p + position] = mean / variance;
        bias[2 * p + position]! -= (0.5 * mean * mean) / variance;
      }
    }
  }
  const layers = [
    {
      class_name: 'FrameStacking',
      config: {
        name: 'stack',
        batch_input_shape: [null, null, MFCC.coefficients],
        kernel_size: [STACK],
        strides: [STACK],
        dilation_rate: [1],
        padding: 'valid',
      },
    },
    {
      class_name: 'Dense',
      config: { name: 'scores', units: outputs, activation: 'softmax', use_bias: true },
    },
  ];
  const weights = [
    { name: 'scores/kernel', shape: [inputs, outputs], dtype: 'float32' },
    { name: 'scores/bias', shape: [outputs], dtype: 'float32' },
  ];
  return {
    json: {
      format: 'layers-model',
      modelTopology: { class_name: 'Sequential', config: { name: 'network', layers } },
      weightsManifest: [{ paths: ['weights.bin'], weights }],
    },
    data: new Uint8Array(Float32Array.of(...kernel, ...bias).buffer),
  };
}
