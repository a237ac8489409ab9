/**
 * What was said, as a part of the denominator's graph: every path of a numerator is a path there with the same weight,
 * and two are never the same. So what was said is never more probable than everything that can be said, and the loss
 * never falls below zero.
 */
import { HmmGraphBuilder, type Place, type TimedGraph } from '../../../rnn/kernels/hmm-graph.js';
import { timeGraph, type Window } from '../../../rnn/kernels/time-graph.js';
import { addChainPhone, chainSenones, type LeftContext } from './denominator.js';
import type { PhoneAcceptor } from './phone-acceptor.js';
import type { PhoneLm } from './phone-lm.js';

/** Makes the numerators that go with one denominator. */
export class NumeratorBuilder {
  /** Arcs of each history by phone. */
  private readonly arcs: ReadonlyMap<number, { to: number; probability: number }>[];

  constructor(
    private readonly lm: PhoneLm,
    private readonly context: LeftContext,
  ) {
    this.arcs = lm.histories.map(({ arcs }) => new Map(arcs.map((arc) => [arc.phone, arc])));
  }

  /**
   * @param acceptor - what may have been said
   * @param frames - frames of scores; when too few, or when the phone model has no path, nothing fits the graph
   */
  build(acceptor: PhoneAcceptor, frames: number): TimedGraph {
    const { lm, context } = this;
    const builder = new HmmGraphBuilder();
    const known = new Map<string, Place>();
    const windows: Window[] = [];
    const finals: number[] = [];
    const junctions = new Map<string, Place>();
    const queue: { node: number; history: number }[] = [];
    const junction = (node: number, history: number): Place => {
      const key = `${node} ${history}`;
      let place = junctions.get(key);
      if (place === undefined) {
        place = builder.junction(queue.length === 0 ? 1 : 0);
        junctions.set(key, place);
        queue.push({ node, history });
      }
      return place;
    };
    junction(0, lm.start);
    for (let i = 0; i < queue.length; i++) {
      const { node, history } = queue[i]!;
      const here = junction(node, history);
      const { shorter } = lm.histories[history]!;
      for (const { phone, to, window = { first: 0, last: frames - 1 } } of acceptor.arcs[node]!) {
        const arc = this.arcs[history]!.get(phone);
        if (!arc) continue;
        const [first, rest] = chainSenones(lm.histories[history]!, phone, context);
        // Arcs of different nodes into one may differ in their windows.
        const end = `${to} ${arc.to} ${window.first} ${window.last}`;
        const entry = addChainPhone(builder, known, end, first!, rest!, junction(to, arc.to));
        builder.arc(here, entry, arc.probability);
        while (windows.length < builder.states) {
          windows.push(window);
          finals.push(acceptor.isFinal[to] ? 1 : 0);
        }
      }
      if (shorter !== undefined && acceptor.arcs[node]!.length > 0)
        builder.arc(here, junction(node, shorter), lm.backoff);
    }
    return timeGraph(builder.build(), frames, Float32Array.from(finals), windows);
  }
}
