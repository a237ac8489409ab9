/** An alignment's path through the network → words and phones with their times. */
import type { PhoneNetwork } from '../decode/network.js';
import type { Alignment } from '../decode/viterbi-align.js';
import type { AlignedWord, TimedPhone } from './recognizer-types.js';

/** @param seconds - when in the clip a frame begins */
export function timedWords(
  network: PhoneNetwork,
  path: Alignment,
  phones: readonly string[],
  seconds: (frame: number) => number,
): AlignedWord[] {
  return path.words.map(({ word, from, to }) => {
    const timed: TimedPhone[] = [];
    for (const { node, start, end } of path.states.slice(from, to)) {
      const endSeconds = seconds(end);
      if (network.position[node] === 0) {
        timed.push({ phone: phones[network.phone[node]!]!, startSeconds: seconds(start), endSeconds });
      } else timed[timed.length - 1]!.endSeconds = endSeconds;
    }
    return {
      word: network.words[word]!,
      startSeconds: timed[0]!.startSeconds,
      endSeconds: timed[timed.length - 1]!.endSeconds,
      phones: timed,
    };
  });
}
