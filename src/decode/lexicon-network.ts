/**
 * Words and their pronunciations → a graph of context-dependent HMM states. One builder serves both uses: a loop over
 * the prefix tree of a whole lexicon (decoding) and the chain of a known transcript's words (alignment).
 */
import { NetworkBuilder, type PhoneNetwork } from './network.js';
import { addPhone, type PhoneContext, type PhoneHmm } from './phone-hmm.js';
import { buildPronunciationTree, type Pronunciation, type PronunciationNode } from './pronunciation-tree.js';

export type { PhoneContext } from './phone-hmm.js';

export interface NetworkOptions {
  /** Probability of a pause between two words and at both ends. */
  silenceProbability: number;
}

/** No inventory of phones comes near it; keeps keys of boundaries apart. */
const MOST_PHONES = 2 ** 16;

/** A place in the word sequence: the words that may stand there and the slots that may follow. */
interface Slot {
  pronunciations: readonly Pronunciation[];
  /** Slots that may follow; `slots.length` stands for the end. */
  next: readonly number[];
}

/** Any sequence of the lexicon's words, silence between them optional; silence alone is no words. */
export function buildLexiconNetwork(
  pronunciations: readonly Pronunciation[],
  words: readonly string[],
  context: PhoneContext,
  options: NetworkOptions,
): PhoneNetwork {
  return new SlotCompiler([{ pronunciations, next: [0, 1] }], context, options).compile(words, true);
}

/** Exactly the given words in order, each in any of its pronunciations, silence between them optional. */
export function buildTranscriptNetwork(
  transcript: readonly (readonly Pronunciation[])[],
  words: readonly string[],
  context: PhoneContext,
  options: NetworkOptions,
): PhoneNetwork {
  const slots = transcript.map((pronunciations, i) => ({ pronunciations, next: [i + 1] }));
  return new SlotCompiler(slots, context, options).compile(words, false);
}

/**
 * Expands every tree node into one HMM per distinct senone sequence over its left and right contexts. A word's last
 * HMM leads through a junction of its possible right contexts to the junctions (slot, left phone, right phone), from
 * which the HMMs of first phones start. Right context before silence and at the end is silence.
 */
class SlotCompiler {
  private readonly builder = new NetworkBuilder();
  private readonly trees: PronunciationNode[];
  /** Junction before a slot's words, by slot, left and right phone. */
  private readonly boundaries = new Map<number, number>();
  private readonly fans = new Map<string, number>();
  /** First HMM nodes of tree nodes below the first phone: their left context is their parent, whoever enters. */
  private readonly inner = new Map<PronunciationNode, number[]>();
  private readonly pauses = new Map<number, { entry: number; exit: number }>();
  /** Phones that can be to the left of each slot's first phone, silence included. // [slots + 1] */
  private readonly lefts: Set<number>[];
  private readonly end: number;
  private readonly pauseLogProb: number;
  private readonly noPauseLogProb: number;

  constructor(
    private readonly slots: readonly Slot[],
    private readonly context: PhoneContext,
    options: NetworkOptions,
  ) {
    this.trees = slots.map((slot) => buildPronunciationTree(slot.pronunciations));
    this.pauseLogProb = Math.log(options.silenceProbability);
    this.noPauseLogProb = Math.log1p(-options.silenceProbability);
    this.end = this.builder.junction();
    this.lefts = Array.from({ length: slots.length + 1 }, () => new Set([context.silence]));
    for (const slot of slots) {
      for (const { phones } of slot.pronunciations) {
        for (const next of slot.next) this.lefts[next]!.add(phones[phones.length - 1]!);
      }
    }
  }

  compile(words: readonly string[], mayBeEmpty: boolean): PhoneNetwork {
    const { builder, context } = this;
    const start = builder.junction();
    const first = this.pause(0);
    builder.arc(start, first.entry, this.pauseLogProb);
    if (mayBeEmpty) builder.arc(start, this.pause(this.slots.length).entry, this.pauseLogProb);
    if (this.slots.length > 0) {
      for (const right of this.trees[0]!.children.keys()) {
        builder.arc(start, this.boundary(0, context.silence, right), this.noPauseLogProb);
      }
    }
    this.trees.forEach((tree, slot) => {
      for (const [phone, child] of tree.children) {
        const entries = new Map<string, number>();
        for (const left of this.lefts[slot]!) {
          const from = this.boundary(slot, left, phone);
          for (const entry of this.expand(slot, child, left, entries)) builder.arc(from, entry, 0);
        }
      }
    });
    return builder.build(start, this.end, words);
  }

  /**
   * The HMMs of one tree node after phone `left`, and everything below it.
   * @param known - HMMs of this node made for other left contexts, by senone sequence.
   * @returns their first nodes.
   */
  private expand(slot: number, tree: PronunciationNode, left: number, known: Map<string, number>): number[] {
    const groups = new Map<string, { senones: readonly number[]; rights: number[] }>();
    for (const right of this.rightContexts(slot, tree)) {
      const senones = this.context.senones(left, tree.phone, right);
      const key = senones.join(' ');
      const group = groups.get(key);
      if (group) group.rights.push(right);
      else groups.set(key, { senones, rights: [right] });
    }
    const entries: number[] = [];
    for (const [senoneKey, { senones, rights }] of groups) {
      // Two left contexts may share an HMM only when their right contexts are grouped alike.
      const key = `${senoneKey}|${rights.join(' ')}`;
      let entry = known.get(key);
      if (entry === undefined) {
        const hmm = addPhone(this.builder, this.context, senones, tree.phone);
        entry = hmm.entry;
        known.set(key, entry);
        this.leave(slot, tree, rights, hmm);
      }
      entries.push(entry);
    }
    return entries;
  }

  /** The arcs out of a tree node's HMM: into its children's HMMs and across its words. */
  private leave(slot: number, tree: PronunciationNode, rights: readonly number[], { exits }: PhoneHmm): void {
    for (const right of rights) {
      const child = tree.children.get(right);
      if (!child) continue;
      let entries = this.inner.get(child);
      if (!entries) {
        entries = this.expand(slot, child, tree.phone, new Map());
        this.inner.set(child, entries);
      }
      for (const entry of entries) {
        for (const { node, logProb } of exits) this.builder.arc(node, entry, logProb);
      }
    }
    if (tree.ends.length === 0) return;
    const fan = this.fan(slot, tree.phone, rights);
    if (fan === undefined) return;
    for (const { word, variant, logProb } of tree.ends) {
      for (const exit of exits) this.builder.arc(exit.node, fan, exit.logProb + logProb, word, variant);
    }
  }

  /** Phones that may follow a tree node: its children's, and the next words' first ones where a word ends. */
  private rightContexts(slot: number, tree: PronunciationNode): Set<number> {
    const rights = new Set(tree.children.keys());
    if (tree.ends.length > 0) {
      rights.add(this.context.silence);
      for (const next of this.slots[slot]!.next) {
        if (next < this.slots.length)
          for (const phone of this.trees[next]!.children.keys()) rights.add(phone);
      }
    }
    return rights;
  }

  /** A junction after words that end in `phone`, leading to what may follow with one of the phones `rights`. */
  private fan(slot: number, phone: number, rights: readonly number[]): number | undefined {
    const key = `${slot} ${phone} ${rights.join(' ')}`;
    const known = this.fans.get(key);
    if (known !== undefined) return known;
    const targets: { to: number; logProb: number }[] = [];
    for (const next of this.slots[slot]!.next) {
      for (const right of rights) {
        if (right === this.context.silence) {
          targets.push({ to: this.pause(next).entry, logProb: this.pauseLogProb });
          if (next === this.slots.length) targets.push({ to: this.end, logProb: this.noPauseLogProb });
        } else if (next < this.slots.length && this.trees[next]!.children.has(right)) {
          targets.push({ to: this.boundary(next, phone, right), logProb: this.noPauseLogProb });
        }
      }
    }
    if (targets.length === 0) return undefined;
    const junction = this.builder.junction();
    this.fans.set(key, junction);
    for (const { to, logProb } of targets) this.builder.arc(junction, to, logProb);
    return junction;
  }

  private boundary(slot: number, left: number, right: number): number {
    const key = (slot * MOST_PHONES + left) * MOST_PHONES + right;
    let junction = this.boundaries.get(key);
    if (junction === undefined) {
      junction = this.builder.junction();
      this.boundaries.set(key, junction);
    }
    return junction;
  }

  /** The silence before a slot (or before the end); its last state leads to a junction. */
  private pause(slot: number): { entry: number; exit: number } {
    const known = this.pauses.get(slot);
    if (known) return known;
    const { silence } = this.context;
    const senones = this.context.senones(silence, silence, silence);
    const { entry, exits } = addPhone(this.builder, this.context, senones, silence);
    const exit = this.builder.junction();
    for (const { node, logProb } of exits) this.builder.arc(node, exit, logProb);
    const pause = { entry, exit };
    this.pauses.set(slot, pause);
    if (slot === this.slots.length) this.builder.arc(exit, this.end, 0);
    else {
      for (const right of this.trees[slot]!.children.keys()) {
        this.builder.arc(exit, this.boundary(slot, silence, right), 0);
      }
    }
    return pause;
  }
}
