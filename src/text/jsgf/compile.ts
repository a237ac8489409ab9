/**
 * JSGF → deterministic weighted acceptor over words: subset construction on the automaton of the rules.
 *
 * Weights are those of the best path (maximum, not sum): each subset keeps, per member, how far its best path lies
 * behind the subset's best, as in Mohri 1997, "Finite-State Transducers in Language and Speech Processing", section 3.
 * Where a grammar spreads the same words over loops of different weight that distance has no end; it stops at
 * {@link FLOOR}, and if there are still too many subsets distances are rounded away: the language accepted is always
 * exact, the weights then are not. For an unambiguous grammar the probabilities of all its sentences sum to 1.
 */
import { InputError } from '../../errors.js';
import { buildNfa, type Nfa } from './nfa.js';
import { type Grammar, parseJsgf, type Rule } from './parse.js';

/** A deterministic acceptor: state 0 is the start, and no state has two arcs with the same word. */
export interface Acceptor {
  /** Number of states. Every state can be reached and can reach a final one. */
  states: number;
  arcs: { from: number; word: string; to: number; logProb: number }[];
  finals: { state: number; logProb: number }[];
}

export interface CompileOptions {
  /** Rule to start from, with or without `public`. Default: all public rules, equally likely. */
  rule?: string;
  /** How words are spelled in the acceptor; words of one spelling are one word. As in the text unless given. */
  spell?: (word: string) => string;
  /** Larger acceptors are refused. Default 100,000. */
  maxStates?: number;
}

const FLOOR = -30;
/** Members of all subsets together: each takes memory, and maxStates bounds their sets only. */
const MOST_MEMBERS = 500_000;

/** Distance behind the best path, natural log, by NFA state. */
type Subset = Map<number, number>;

/**
 * Compiles a grammar's text.
 * @throws GrammarError with line and column when the text is wrong
 * @throws InputError `grammar-no-public-rule`, `grammar-unknown-rule`, `grammar-empty`, `grammar-too-large`
 */
export function compileJsgf(text: string, options: CompileOptions = {}): Acceptor {
  const { rule, spell, maxStates = 100_000 } = options;
  const grammar = parseJsgf(text);
  const written = buildNfa(grammar, rootsOf(grammar, rule));
  const nfa = withoutDeadEnds(spell ? respelled(written, spell) : written);
  for (const resolution of [1e-6, 0.5, Number.POSITIVE_INFINITY]) {
    const acceptor = determinize(nfa, resolution, maxStates);
    if (acceptor) return acceptor;
  }
  throw new InputError({
    code: 'grammar-too-large',
    found: `more than ${maxStates} states, or states of too many places at once`,
    expected: 'a smaller grammar',
    remedy: 'Remove ambiguity, above all under * and +, split the grammar, or raise maxStates.',
  });
}

function rootsOf(grammar: Grammar, name: string | undefined): Rule[] {
  const rules = [...grammar.rules.values()];
  const roots = rules.filter((rule) => (name === undefined ? rule.isPublic : rule.name === name));
  if (roots.length > 0) return roots;
  const names = rules.map((rule) => `<${rule.name}>`).join(', ') || 'none';
  if (name !== undefined) {
    throw new InputError({
      code: 'grammar-unknown-rule',
      found: `the rule name ${JSON.stringify(name)}`,
      expected: `one of the grammar's rules: ${names}`,
      remedy: 'Name one of them, without the angle brackets.',
    });
  }
  throw new InputError({
    code: 'grammar-no-public-rule',
    found: `no public rule in grammar ${grammar.name} (rules: ${names})`,
    expected: 'at least one public rule',
    remedy: 'Put "public" before the rule that can be spoken.',
  });
}

function respelled(nfa: Nfa, spell: (word: string) => string): Nfa {
  const arcs = nfa.arcs.map((leaving) =>
    leaving.map((arc) => ({ ...arc, word: arc.word === undefined ? undefined : spell(arc.word) })),
  );
  return { ...nfa, arcs };
}

/** Drops arcs into states that cannot reach the end, so that no subset is a dead end either. */
function withoutDeadEnds(nfa: Nfa): Nfa {
  const sources: number[][] = nfa.arcs.map(() => []);
  nfa.arcs.forEach((arcs, from) => {
    for (const { to } of arcs) sources[to]!.push(from);
  });
  const alive = new Set([nfa.end]);
  for (const state of alive) for (const source of sources[state]!) alive.add(source);
  if (!alive.has(nfa.start)) {
    throw new InputError({
      code: 'grammar-empty',
      found: 'a grammar that accepts no sentence',
      expected: 'at least one way to the end of a public rule',
      remedy: 'Check <VOID>, zero weights, and recursion without a way out.',
    });
  }
  return { ...nfa, arcs: nfa.arcs.map((arcs) => arcs.filter(({ to }) => alive.has(to))) };
}

/** @returns undefined when there are too many subsets at this resolution of distances */
function determinize(nfa: Nfa, resolution: number, maxStates: number): Acceptor | undefined {
  const acceptor: Acceptor = { states: 0, arcs: [], finals: [] };
  const numbers = new Map<string, number>();
  const subsets: Subset[] = [];
  let allMembers = 0;
  const numberOf = (subset: Subset): number => {
    const members = [...subset].sort(([a], [b]) => a - b);
    const key = members.map(([state, behind]) => `${state}:${Math.round(behind / resolution)}`).join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, subsets.length);
    allMembers += members.length;
    return subsets.push(subset) - 1;
  };
  // The start keeps its whole weight: nothing comes before it to carry what normalisation takes away.
  numberOf(closure(nfa, new Map([[nfa.start, 0]])));
  for (let from = 0; from < subsets.length; from++) {
    if (subsets.length > maxStates) return undefined;
    const subset = subsets[from]!;
    const endLogProb = subset.get(nfa.end);
    if (endLogProb !== undefined) acceptor.finals.push({ state: from, logProb: endLogProb });
    for (const [word, targets] of byWord(nfa, subset)) {
      if (allMembers > MOST_MEMBERS) return undefined;
      const reached = closure(nfa, targets);
      const best = Math.max(...reached.values());
      for (const [state, logProb] of reached) reached.set(state, Math.max(logProb - best, FLOOR));
      acceptor.arcs.push({ from, word, to: numberOf(reached), logProb: best });
    }
  }
  acceptor.states = subsets.length;
  return acceptor;
}

/** Best scores after each word that may follow the subset. */
function byWord(nfa: Nfa, subset: Subset): Map<string, Subset> {
  const words = new Map<string, Subset>();
  for (const [state, behind] of subset) {
    for (const { word, to, logProb } of nfa.arcs[state]!) {
      if (word === undefined) continue;
      const targets: Subset = words.get(word) ?? new Map();
      words.set(word, targets);
      targets.set(to, Math.max(targets.get(to) ?? Number.NEGATIVE_INFINITY, behind + logProb));
    }
  }
  return words;
}

/** Best scores over silent arcs; only states with a word arc, and the end, are kept. */
function closure(nfa: Nfa, seeds: Subset): Subset {
  const best = new Map(seeds);
  // First in, first out: the last one first may come by the same state twice as often behind every fork.
  const queue = [...seeds.keys()];
  for (const state of queue) {
    const score = best.get(state)!;
    for (const { word, to, logProb } of nfa.arcs[state]!) {
      // No silent cycle gains, for no arc does: every state settles.
      if (word !== undefined || score + logProb <= (best.get(to) ?? Number.NEGATIVE_INFINITY)) continue;
      best.set(to, score + logProb);
      queue.push(to);
    }
  }
  for (const state of best.keys()) {
    const matters = state === nfa.end || nfa.arcs[state]!.some(({ word }) => word !== undefined);
    if (!matters) best.delete(state);
  }
  return best;
}
