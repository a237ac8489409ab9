/** Which phone sequences an utterance may be: those of its transcript, or the one of its alignment, with times. */
import type { Pronunciation } from '../../../decode/pronunciation-tree.js';
import type { Window } from '../../../rnn/kernels/time-graph.js';
import type { PhoneSegments } from '../chain-alignment.js';

/** A deterministic automaton: no two arcs of a node carry the same phone, so every sequence is accepted only once. */
export interface PhoneAcceptor {
  /** Arcs of each node; node 0 is the first. */
  readonly arcs: readonly (readonly PhoneArc[])[];
  /** Whether a sequence may end in a node. */
  readonly isFinal: readonly boolean[];
}

export interface PhoneArc {
  phone: number;
  to: number;
  /** Frames in which the phone may be; any unless given. */
  window?: Window;
}

/**
 * The aligned phones, each within `tolerance` frames of where the alignment has it. Suggested: 2 frames of 30 ms, Kaldi's
 * 50 ms. Held to its alignment, a model trained on little data fits it less.
 */
export function acceptorOfSegments({ phones, ends }: PhoneSegments, tolerance: number): PhoneAcceptor {
  const arcs = Array.from(phones, (phone, k): PhoneArc[] => {
    const first = (k > 0 ? ends[k - 1]! : 0) - tolerance;
    return [{ phone, to: k + 1, window: { first, last: ends[k]! - 1 + tolerance } }];
  });
  return { arcs: [...arcs, []], isFinal: [...arcs.map(() => false), true] };
}

/** Words in order, each in any of its pronunciations, silence before, between and after them optional. */
export function acceptorOfTranscript(
  transcript: readonly (readonly Pick<Pronunciation, 'phones'>[])[],
  silence: number,
): PhoneAcceptor {
  // Nodes of an automaton that is not deterministic: 2 i before word i, 2 i + 1 there after a silence, then the rest.
  const words = transcript.length;
  const next: PhoneArc[][] = Array.from({ length: 2 * words + 2 }, () => []);
  for (let i = 0; i <= words; i++) next[2 * i]!.push({ phone: silence, to: 2 * i + 1 });
  transcript.forEach((pronunciations, i) => {
    for (const { phones } of pronunciations) {
      let from = [2 * i, 2 * i + 1];
      phones.forEach((phone, k) => {
        const to = k === phones.length - 1 ? 2 * i + 2 : next.push([]) - 1;
        for (const node of from) next[node]!.push({ phone, to });
        from = [to];
      });
    }
  });
  return determinize(next, (node) => node === 2 * words || node === 2 * words + 1);
}

/** The subset construction (Rabin & Scott 1959). */
function determinize(
  next: readonly (readonly PhoneArc[])[],
  isEnd: (node: number) => boolean,
): PhoneAcceptor {
  const sets = [[0]];
  const ids = new Map([['0', 0]]);
  const arcs: PhoneArc[][] = [];
  for (let id = 0; id < sets.length; id++) {
    const targets = new Map<number, Set<number>>();
    for (const { phone, to } of sets[id]!.flatMap((node) => next[node]!)) {
      const set = targets.get(phone);
      if (set) set.add(to);
      else targets.set(phone, new Set([to]));
    }
    arcs.push(
      [...targets].map(([phone, set]) => {
        const nodes = [...set].sort((a, b) => a - b);
        const key = nodes.join(' ');
        let to = ids.get(key);
        if (to === undefined) {
          to = sets.push(nodes) - 1;
          ids.set(key, to);
        }
        return { phone, to };
      }),
    );
  }
  return { arcs, isFinal: sets.map((nodes) => nodes.some(isEnd)) };
}
