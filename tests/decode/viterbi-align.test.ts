import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DenseScores } from '../../src/decode/acoustic-scores.js';
import { JUNCTION, NetworkBuilder, type PhoneNetwork } from '../../src/decode/network.js';
import { viterbiAlign } from '../../src/decode/viterbi-align.js';

const WIDE = { beam: 1e6, acousticScale: 1 };

/** A left-to-right network of emitting nodes with random skips and junctions. */
function randomNetwork(seedArcs: number[], emitting: number): PhoneNetwork {
  const builder = new NetworkBuilder();
  const start = builder.junction();
  const end = builder.junction();
  const nodes: number[] = [];
  for (let i = 0; i < emitting; i++) nodes.push(builder.node(i, Math.log(0.3 + 0.05 * i), i, 0));
  const middle = builder.junction();
  builder.arc(start, nodes[0]!, -0.1);
  builder.arc(start, middle, -1.2);
  builder.arc(middle, nodes[Math.floor(emitting / 2)]!, -0.3);
  nodes.forEach((node, i) => {
    if (i + 1 < emitting) builder.arc(node, nodes[i + 1]!, -0.2 * (seedArcs[i % seedArcs.length]! + 1));
    if (i + 2 < emitting && seedArcs[i % seedArcs.length]! > 1) builder.arc(node, nodes[i + 2]!, -0.7);
    if (i < emitting / 2) builder.arc(node, middle, -0.9, 0);
  });
  builder.arc(nodes[emitting - 1]!, end, -0.4, 1);
  builder.arc(nodes[0]!, end, -2);
  return builder.build(start, end, ['HALF', 'WHOLE']);
}

/** The best score over all paths, by trying them all. */
function bestByExhaustion(network: PhoneNetwork, table: number[][]): number {
  const { arcStart, arcTarget, arcLogProb, senone, selfLogProb, end } = network;
  const visit = (node: number, t: number): number => {
    // `node` has been left after t frames were consumed.
    let best = node === end && t === table.length ? 0 : Number.NEGATIVE_INFINITY;
    for (let a = arcStart[node]!; a < arcStart[node + 1]!; a++) {
      const to = arcTarget[a]!;
      if (senone[to] === JUNCTION) best = Math.max(best, arcLogProb[a]! + visit(to, t));
      else {
        let stay = arcLogProb[a]!;
        for (let u = t; u < table.length; u++) {
          stay += table[u]![senone[to]!]! + (u > t ? selfLogProb[to]! : 0);
          best = Math.max(best, stay + visit(to, u + 1));
        }
      }
    }
    return best;
  };
  return visit(network.start, 0);
}

describe('viterbiAlign', () => {
  it('finds the best of all paths and describes it truthfully', () => {
    const cases = fc.record({
      arcs: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 5 }),
      emitting: fc.integer({ min: 2, max: 4 }),
      table: fc.array(fc.array(fc.double({ min: -9, max: 0, noNaN: true }), { minLength: 4, maxLength: 4 }), {
        minLength: 1,
        maxLength: 6,
      }),
    });
    fc.assert(
      fc.property(cases, ({ arcs, emitting, table }) => {
        const network = randomNetwork(arcs, emitting);
        const scores = new DenseScores(Float32Array.from(table.flat()), table.length, 4, 0.01);
        const exact = table.map((row) => row.map(Math.fround));
        const best = bestByExhaustion(network, exact);
        const alignment = viterbiAlign(network, scores, WIDE);
        if (best === Number.NEGATIVE_INFINITY) {
          expect(alignment).toBeUndefined();
          return;
        }
        expect(alignment!.logLikelihood).toBeCloseTo(best, 4);
        // Segments tile the frames.
        let frame = 0;
        for (const { start, end } of alignment!.states) {
          expect(start).toBe(frame);
          expect(end).toBeGreaterThan(start);
          frame = end;
        }
        expect(frame).toBe(table.length);
        for (const { from, to } of alignment!.words) expect(to).toBeGreaterThan(from);
      }),
    );
  });

  it('gives no path when there are fewer frames than states', () => {
    const builder = new NetworkBuilder();
    const start = builder.junction();
    const end = builder.junction();
    const a = builder.node(0, -1, 0, 0);
    const b = builder.node(1, -1, 0, 1);
    builder.arc(start, a, 0);
    builder.arc(a, b, 0);
    builder.arc(b, end, 0);
    const network = builder.build(start, end, []);
    expect(viterbiAlign(network, new DenseScores(new Float32Array(2), 1, 2, 0.01), WIDE)).toBeUndefined();
    expect(viterbiAlign(network, new DenseScores(new Float32Array(4), 2, 2, 0.01), WIDE)).toBeDefined();
  });
});
