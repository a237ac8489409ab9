/**
 * What a recogniser saw on its way from samples to words, small enough to be drawn: cepstra, how probable each phone is
 * in every frame, and the best path through the HMM states of the words with what it had to choose from.
 */
import { HOP_MS } from '../audio/mfcc-options.js';
import type { AcousticScores } from '../decode/acoustic-scores.js';
import type { PhoneNetwork } from '../decode/network.js';
import type { Alignment } from '../decode/viterbi-align.js';
import type { Acoustics } from './acoustics.js';
import type { HeardClip } from './heard-clip.js';
import type { Transcript } from './recognizer-types.js';

/** Pictures of longer clips would be larger than a screen, and their numbers larger than the clip. */
export const MOST_INSPECTED_SECONDS = 30;

/** Numbers rounded to 256 steps: value ≈ low + byte / 255 · (high − low). */
export interface ByteTable {
  rows: number;
  columns: number;
  low: number;
  high: number;
  /** Row by row. // [rows, columns] */
  bytes: Uint8Array;
}

/** A visit of the best path to an HMM state. */
export interface PathState {
  /** Phone name, e.g. `AH`. */
  phone: string;
  /** Which state of the phone, 0 first. */
  position: number;
  /** Index of the word in the transcript, -1 in silence. */
  word: number;
  startFrame: number;
  /** Frame after the last. */
  endFrame: number;
}

export interface Inspection {
  transcript: Transcript;
  /** Seconds from one row of {@link cepstra} to the next. */
  hopSeconds: number;
  /** Normalised cepstra as the acoustic model reads them. // [T, C] */
  cepstra: ByteTable;
  /** Seconds from one frame of the acoustic model to the next. */
  frameSeconds: number;
  /** Phone names. // [P] */
  phones: readonly string[];
  /** Probability of each phone in every frame by the acoustic model alone. // [U, P] */
  posteriors: ByteTable;
  /** The best path of the words through their HMM states; empty when there are no words. // [N] */
  states: PathState[];
  /** By how many nats each state of the path fits a frame worse than the best state of all. // [U, N] */
  fit: ByteTable;
}

/** Cepstra are normalised to variance 1: what is farther out is drawn as if it were here. */
const CEPSTRUM_RANGE = 3;
/**
 * States that fit worse than this share of the median look alike. Scores of Gaussians lie a hundred nats apart, those
 * of a network trained on sequences five: no number of nats would do for both.
 */
const WORST_FIT = 0.55;

/** The words' network and the path through it. */
export interface FittedPath {
  network: PhoneNetwork;
  path: Alignment;
}

/**
 * @param heard - the clip with its margins, which are not shown
 * @param fitted - the best path of the transcript's words, where there is one
 */
export function inspect(
  acoustics: Acoustics,
  { samples, scores, leadSeconds, tailSeconds }: Omit<HeardClip, 'seconds'>,
  transcript: Transcript,
  fitted: FittedPath | undefined,
): Inspection {
  const { data, frames, dimensions } = acoustics.cepstra(samples);
  const { phones, frameSeconds } = acoustics;
  const hopSeconds = HOP_MS / 1000;
  const span = (rows: number, rowSeconds: number): Span => {
    const from = Math.round(leadSeconds / rowSeconds);
    return { from, rows: rows - from - Math.round(tailSeconds / rowSeconds) };
  };
  const hops = span(frames, hopSeconds);
  const shown = span(scores.frames, frameSeconds);
  const range = CEPSTRUM_RANGE * deviation(data);
  const senones = fitted?.path.states.map(({ node }) => fitted.network.senone[node]!) ?? [];
  return {
    transcript,
    hopSeconds,
    cepstra: byteTable(
      ...([hops.rows, dimensions, -range, range] as const),
      (t, c) => data[(hops.from + t) * dimensions + c]!,
    ),
    frameSeconds,
    phones,
    states: fitted ? pathStates(fitted, phones, shown) : [],
    ...frameTables(scores, shown, acoustics.senonePhones(), phones.length, senones),
  };
}

/** Frames of the clip among those of the clip with its margins. */
interface Span {
  from: number;
  rows: number;
}

/** Posteriors and fits, frame by frame as the scores want to be asked. */
function frameTables(
  scores: AcousticScores,
  { from, rows: U }: Span,
  senonePhones: ArrayLike<number>,
  P: number,
  senones: readonly number[],
): Pick<Inspection, 'posteriors' | 'fit'> {
  const { senones: S } = scores;
  const row = new Float64Array(S);
  const phone = new Float64Array(U * P); // [U, P]
  const fit = new Float64Array(U * senones.length); // [U, N]
  for (let u = 0; u < U; u++) {
    for (let s = 0; s < S; s++) row[s] = scores.logLikelihood(from + u, s);
    const best = row.reduce((a, b) => Math.max(a, b));
    let sum = 0;
    for (let s = 0; s < S; s++) {
      const mass = Math.exp(row[s]! - best);
      phone[u * P + senonePhones[s]!]! += mass;
      sum += mass;
    }
    for (let p = 0; p < P; p++) phone[u * P + p]! /= sum;
    senones.forEach((senone, n) => {
      fit[u * senones.length + n] = row[senone]! - best;
    });
  }
  const most = phone.reduce((a, b) => Math.max(a, b), 1e-6);
  const worst = Math.min(-1e-6, WORST_FIT * (fit.toSorted()[fit.length >> 1] ?? 0));
  return {
    posteriors: byteTable(U, P, 0, most, (u, p) => phone[u * P + p]!),
    fit: byteTable(U, senones.length, worst, 0, (u, n) => fit[u * senones.length + n]!),
  };
}

function pathStates(
  { network, path }: FittedPath,
  phones: readonly string[],
  { from: first, rows }: Span,
): PathState[] {
  const shown = (frame: number): number => Math.min(rows, Math.max(0, frame - first));
  const wordOf = new Int32Array(path.states.length).fill(-1);
  path.words.forEach(({ from, to }, word) => {
    wordOf.fill(word, from, to);
  });
  return path.states.map(({ node, start, end }, n) => ({
    phone: phones[network.phone[node]!]!,
    position: network.position[node]!,
    word: wordOf[n]!,
    startFrame: shown(start),
    endFrame: shown(end),
  }));
}

function byteTable(
  rows: number,
  columns: number,
  low: number,
  high: number,
  value: (row: number, column: number) => number,
): ByteTable {
  const bytes = new Uint8Array(rows * columns);
  for (let at = 0; at < bytes.length; at++) {
    const share = (value(Math.floor(at / columns), at % columns) - low) / (high - low);
    bytes[at] = Math.round(255 * Math.min(1, Math.max(0, share)));
  }
  return { rows, columns, low, high, bytes };
}

/** Root of the mean square; 1 where there is nothing but zeros. */
function deviation(data: Float32Array): number {
  let squares = 0;
  for (const value of data) squares += value * value;
  return Math.sqrt(squares / Math.max(1, data.length)) || 1;
}
