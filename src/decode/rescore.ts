/** Another language model's opinion of a lattice: acoustic scores stay, language scores are replaced. */
import type { WordAutomaton } from './language-model.js';
import { Lattice, pruneLattice, type ScoreWeights } from './lattice.js';
import { NO_WORD } from './network.js';

/**
 * The lattice with the language scores of `automaton`, nodes split where its states differ, pruned.
 *
 * @param automaton - over the same word list as the lattice.
 * @param weights - how to weigh the new scores; `beam` prunes the result around its best path.
 * @returns a lattice without arcs when the automaton allows none of the paths.
 */
export function rescoreLattice(
  lattice: Lattice,
  automaton: WordAutomaton,
  { languageWeight, wordInsertionPenalty, beam }: ScoreWeights & { beam: number },
): Lattice {
  // The automaton states at each old node, in order of discovery: (node, state) will be a new node.
  const statesAt: Map<number, number>[] = Array.from(
    { length: lattice.nodes },
    () => new Map<number, number>(),
  );
  const placeOf = (node: number, state: number) => {
    const states = statesAt[node]!;
    const known = states.get(state);
    if (known !== undefined) return known;
    states.set(state, states.size);
    return states.size - 1;
  };
  placeOf(0, automaton.start);
  const kept: { arc: number; from: number; to: number; language: number }[] = [];
  for (let a = 0; a < lattice.arcs; a++) {
    const word = lattice.arcWord[a]!;
    const to = lattice.arcTo[a]!;
    for (const [state, from] of statesAt[lattice.arcFrom[a]!]!) {
      let next = state;
      let language = 0;
      if (word !== NO_WORD) {
        next = automaton.advance(state, word);
        language = automaton.score;
      } else if (to === lattice.final) {
        next = -1;
        if (lattice.reachedEnd) language = automaton.endScore(state);
      }
      if (language === -Infinity) continue;
      kept.push({ arc: a, from, to: placeOf(to, next), language });
    }
  }
  const firstOf = new Int32Array(lattice.nodes + 1);
  placeOf(lattice.final, -1);
  statesAt.forEach((states, n) => {
    firstOf[n + 1] = firstOf[n]! + states.size;
  });
  const expanded = new Lattice({
    languageWeight,
    wordInsertionPenalty,
    nodeFrame: statesAt.flatMap((states, n) => Array.from(states, () => lattice.nodeFrame[n]!)),
    nodeState: statesAt.flatMap((states) => [...states.keys()]),
    arcFrom: kept.map(({ arc, from }) => firstOf[lattice.arcFrom[arc]!]! + from),
    arcTo: kept.map(({ arc, to }) => firstOf[lattice.arcTo[arc]!]! + to),
    arcWord: kept.map(({ arc }) => lattice.arcWord[arc]!),
    arcPronunciation: kept.map(({ arc }) => lattice.arcPronunciation[arc]!),
    arcAcoustic: kept.map(({ arc }) => lattice.arcAcoustic[arc]!),
    arcLanguage: kept.map(({ language }) => language),
    words: lattice.words,
    reachedEnd: lattice.reachedEnd,
  });
  return pruneLattice(expanded, beam);
}
