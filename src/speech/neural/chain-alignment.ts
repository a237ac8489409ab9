/**
 * Alignments of the GMM–HMM, a state every 10 ms, made over for the neural model, which speaks every 30 ms: which phone
 * each of its frames belongs to, and from these the senone it should say.
 *
 * The topology is that of Kaldi's chain models (Povey et al. 2016): position 0 of a phone is its first frame, position
 * 1 all the others, if any.
 */
import type { TreeContext } from '../gmm/context-tree.js';
import { type PhoneAlignment, STATES_PER_PHONE } from '../gmm/phone-alignment.js';

/** Feature frames to one frame of scores. */
export const FRAME_STRIDE = 3;
/** Positions of a phone: its first frame, and the rest. */
export const CHAIN_POSITIONS = 2;
/** Hops between the first sample of a frame and its centre, less half a hop: 12.5 ms − 5 ms, in hops of 10 ms. */
const CENTRE_OFFSET = 0.75;

/** The phones of an utterance and the frame of scores after each one's last. */
export interface PhoneSegments {
  /** Phones in order, silences included. // [K] */
  phones: Int16Array;
  /** The first phone starts at frame 0. // [K] */
  ends: Int32Array;
}

/** Number of score frames that T feature frames give. */
export function strided(frames: number): number {
  return Math.floor(frames / FRAME_STRIDE);
}

/**
 * Maps an alignment at 10 ms to segments at 30 ms: score frame j belongs to the phone that has feature frame 3 j + 1,
 * the middle one of its three. A phone that would be left without a frame takes one from its neighbours.
 *
 * @param frames - feature frames of the clip the segments are for
 * @param speed - how many times as fast as the aligned clip that clip is
 * @returns undefined where there are more phones than frames of scores
 */
export function phoneSegments(
  { phones, ends }: PhoneAlignment,
  frames: number,
  speed = 1,
): PhoneSegments | undefined {
  const K = phones.length;
  const last = strided(frames);
  if (K === 0 || K > last) return undefined;
  const result = new Int32Array(K);
  for (let k = 0; k < K; k++) {
    const aligned = ends[(k + 1) * STATES_PER_PHONE - 1]!;
    const end = (aligned + CENTRE_OFFSET) / speed - CENTRE_OFFSET;
    result[k] = Math.max(Math.ceil((end - 1) / FRAME_STRIDE), k > 0 ? result[k - 1]! + 1 : 1);
  }
  result[K - 1] = last;
  for (let k = K - 2; k >= 0; k--) result[k] = Math.min(result[k]!, result[k + 1]! - 1);
  return { phones, ends: result };
}

/** Calls `visit` for each phone with the phone to its left: silence at the beginning. */
export function forEachSegment(
  { phones, ends }: PhoneSegments,
  silence: number,
  visit: (left: number, phone: number, start: number, end: number) => void,
): void {
  for (let k = 0; k < phones.length; k++) {
    visit(k > 0 ? phones[k - 1]! : silence, phones[k]!, k > 0 ? ends[k - 1]! : 0, ends[k]!);
  }
}

/** The senone of every frame of scores. // [⌊T / 3⌋] */
export function chainLabels(segments: PhoneSegments, context: TreeContext): Int16Array {
  const { silence } = context;
  const { ends } = segments;
  const labels = new Int16Array(ends[ends.length - 1]!);
  forEachSegment(segments, silence, (left, phone, start, end) => {
    // The trees ask about the left neighbour only: any right one will do.
    const [first, rest] = context.senones(left, phone, silence);
    labels[start] = first!;
    labels.fill(rest!, start + 1, end);
  });
  return labels;
}
