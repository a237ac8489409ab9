/** Which phone state every frame of an utterance belongs to: what training passes from one model to the next. */

import type { PhoneNetwork } from '../../decode/network.js';
import type { Alignment } from '../../decode/viterbi-align.js';
import type { TreeContext } from './context-tree.js';

/** HMM states per phone, silence included: a beginning, a middle and an end. */
export const STATES_PER_PHONE = 3;

export interface PhoneAlignment {
  /** The phones in order, silences included. // [K] */
  phones: Int16Array;
  /** Frame after the last one of each phone state; the first state starts at frame 0. // [K * 3] */
  ends: Int32Array;
}

/** Frames dealt out evenly: the alignment before there is a model ("flat start"). */
export function evenAlignment(phones: readonly number[], frames: number): PhoneAlignment {
  const states = phones.length * STATES_PER_PHONE;
  const ends = Int32Array.from({ length: states }, (_, k) => Math.round(((k + 1) * frames) / states));
  return { phones: Int16Array.from(phones), ends };
}

/** The same, read off a forced alignment. */
export function phoneAlignment(network: PhoneNetwork, alignment: Alignment): PhoneAlignment {
  const { states } = alignment;
  const phones = new Int16Array(states.length / STATES_PER_PHONE);
  const ends = new Int32Array(states.length);
  states.forEach(({ node, end }, k) => {
    if (network.position[node] === 0) phones[k / STATES_PER_PHONE] = network.phone[node]!;
    ends[k] = end;
  });
  return { phones, ends };
}

/** Calls `visit` for every phone state in order, with its neighbours: silence at both ends. */
export function forEachState(
  { phones, ends }: PhoneAlignment,
  silence: number,
  visit: (left: number, phone: number, right: number, position: number, start: number, end: number) => void,
): void {
  let start = 0;
  for (let k = 0; k < ends.length; k++) {
    const i = Math.floor(k / STATES_PER_PHONE);
    const left = i > 0 ? phones[i - 1]! : silence;
    const right = i + 1 < phones.length ? phones[i + 1]! : silence;
    visit(left, phones[i]!, right, k % STATES_PER_PHONE, start, ends[k]!);
    start = ends[k]!;
  }
}

/** The senone of every frame. // [T] */
export function frameSenones(alignment: PhoneAlignment, context: TreeContext): Int32Array {
  const { ends } = alignment;
  const senones = new Int32Array(ends.length > 0 ? ends[ends.length - 1]! : 0);
  forEachState(alignment, context.silence, (left, phone, right, position, start, end) => {
    senones.fill(context.senones(left, phone, right)[position]!, start, end);
  });
  return senones;
}
