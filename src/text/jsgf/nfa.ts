/**
 * Rules → non-deterministic automaton, by writing each rule's tree out where it is named. A rule that names itself at
 * its own end becomes an arc back to its beginning; other recursion has no finite automaton and is refused.
 */
import { GrammarError, type Position } from './grammar-error.js';
import type { Expansion, Grammar, Rule } from './parse.js';

/** Probability of saying the item of x* or x+ once more; JSGF leaves it open. */
const AGAIN_LOG_PROB = Math.log(0.5);
const MAX_STATES = 1 << 20;
/** Rules, brackets and the like inside each other while rules are written out: more would exhaust the stack. */
const MOST_NESTED = 1000;

export interface NfaArc {
  to: number;
  /** `undefined`: crossed without a word. */
  word: string | undefined;
  logProb: number;
}

export interface Nfa {
  start: number;
  end: number;
  /** Arcs leaving each state. */
  arcs: NfaArc[][];
}

/**
 * @param roots - the rules that may be spoken, all with the same probability
 * @throws GrammarError when a rule is not defined, recursion is not at the end of its rule, or the grammar is too large
 */
export function buildNfa(grammar: Grammar, roots: readonly Rule[]): Nfa {
  for (const rule of grammar.rules.values()) checkReferences(rule.expansion, grammar);
  const builder = new Builder(grammar);
  const start = builder.state();
  const end = builder.state();
  for (const { name, line, column } of roots) {
    const root = builder.state();
    builder.arc(start, root, -Math.log(roots.length));
    builder.write({ kind: 'rule', name, line, column }, root, end);
  }
  return { start, end, arcs: builder.arcs };
}

class Builder {
  readonly arcs: NfaArc[][] = [];
  /** The rules being written out at the moment. */
  private readonly open = new Map<string, { start: number; end: number }>();
  private nested = 0;

  constructor(private readonly grammar: Grammar) {}

  state(): number {
    return this.arcs.push([]) - 1;
  }

  arc(from: number, to: number, logProb: number, word?: string): void {
    this.arcs[from]!.push({ to, word, logProb });
  }

  /** Adds the paths of `expansion` between two states. */
  write(expansion: Expansion, from: number, to: number): void {
    this.nested++;
    this.writeIn(expansion, from, to);
    this.nested--;
  }

  private writeIn(expansion: Expansion, from: number, to: number): void {
    switch (expansion.kind) {
      case 'word':
        this.arc(from, to, 0, expansion.word);
        return;
      case 'null':
        this.arc(from, to, 0);
        return;
      case 'void':
        return;
      case 'sequence': {
        const last = expansion.items.length - 1;
        expansion.items.forEach((item, i) => {
          const next = i === last ? to : this.state();
          this.write(item, from, next);
          from = next;
        });
        return;
      }
      case 'alternatives':
        expansion.items.forEach((item, i) => {
          const probability = expansion.probabilities[i]!;
          if (probability === 0) return;
          const branch = this.state();
          this.arc(from, branch, Math.log(probability));
          this.write(item, branch, to);
        });
        return;
      case 'repeat': {
        const before = this.state();
        const after = this.state();
        this.arc(from, expansion.atLeastOnce ? before : after, 0);
        this.write(expansion.item, before, after);
        this.arc(after, before, AGAIN_LOG_PROB);
        this.arc(after, to, AGAIN_LOG_PROB);
        return;
      }
      case 'rule':
        this.writeRule(expansion.name, expansion, from, to);
    }
  }

  private writeRule(name: string, at: Position, from: number, to: number): void {
    if (this.arcs.length > MAX_STATES) {
      throw new GrammarError(
        {
          code: 'grammar-too-large',
          found: `more than ${MAX_STATES} states`,
          expected: 'a smaller grammar',
          remedy: `Say less through <${name}>: rules are written out wherever they are named.`,
        },
        at,
        name,
      );
    }
    if (this.nested > MOST_NESTED) {
      throw new GrammarError(
        {
          code: 'grammar-too-deep',
          found: `more than ${MOST_NESTED} rules and brackets inside each other`,
          expected: 'fewer',
          remedy: `Say more in <${name}> itself, or repeat with * and +.`,
        },
        at,
        name,
      );
    }
    const open = this.open.get(name);
    if (open) {
      if (open.end !== to || this.isSilent(open.start, from)) {
        throw new GrammarError(
          {
            code: 'grammar-recursion',
            found: `<${name}> naming itself other than at its end and after a word`,
            expected: 'right recursion, as in <list> = item | item <list>',
            remedy: `Write <${name}> with * or +, or move <${name}> to the end.`,
          },
          at,
          name,
        );
      }
      this.arc(from, open.start, 0);
      return;
    }
    const start = this.state();
    this.arc(from, start, 0);
    this.open.set(name, { start, end: to });
    this.write(this.grammar.rules.get(name)!.expansion, start, to);
    this.open.delete(name);
  }

  /** Whether `to` can be reached from `from` without a word. */
  private isSilent(from: number, to: number): boolean {
    const seen = new Set([from]);
    for (const state of seen) {
      for (const arc of this.arcs[state]!) if (arc.word === undefined) seen.add(arc.to);
    }
    return seen.has(to);
  }
}

function checkReferences(expansion: Expansion, grammar: Grammar): void {
  if (expansion.kind === 'rule') {
    const { name } = expansion;
    if (grammar.rules.has(name)) return;
    const found = `the rule <${name}>, which is not defined`;
    const expected = `one of ${[...grammar.rules.keys()].map((rule) => `<${rule}>`).join(', ')}`;
    const remedy = `Define <${name}> in this grammar or correct its name.`;
    throw new GrammarError({ code: 'grammar-unknown-rule', found, expected, remedy }, expansion, name);
  }
  if (expansion.kind === 'repeat') checkReferences(expansion.item, grammar);
  else if ('items' in expansion) for (const item of expansion.items) checkReferences(item, grammar);
}
