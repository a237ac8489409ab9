/** The inner loop: tokens move into the emitting nodes they can reach and consume a frame there. */
import type { FrameScores } from './frame-scores.js';
import { ARC, NODE, type SearchNetwork } from './search-network.js';
import type { TokenList, TokenTable } from './token-table.js';

/**
 * Moves every token of `alive` (to its own node, too) and of `junctions` one frame on, into `tokens`.
 *
 * @param junctions - those with a negative link are dead.
 * @param beam - what falls this far below the best met so far is not worth a token.
 * @returns the best score in `tokens`, `-Infinity` if nothing lives. NaN does not live.
 */
export function passTokens(
  alive: TokenList,
  junctions: TokenList,
  tokens: TokenTable,
  network: SearchNetwork,
  scores: FrameScores,
  beam: number,
): number {
  const { node: nodes, nodeFloat, emit, emitDouble } = network;
  let best = -Infinity;
  let worst = -Infinity;
  for (let i = 0; i < alive.count; i++) {
    const score = alive.score[i]!;
    const node = alive.node[i]!;
    const state = alive.state[i]!;
    const link = alive.link[i]!;
    const record = node * NODE.size;
    const stay = score + nodeFloat[record + NODE.selfLogProb]! + scores.of(nodes[record + NODE.senone]!);
    if (stay >= worst && stay > -Infinity) {
      if (stay > best) {
        best = stay;
        worst = best - beam;
      }
      tokens.put(node, state, stay, link);
    }
    const last = nodes[record + NODE.size + NODE.firstEmit]!;
    for (let a = nodes[record + NODE.firstEmit]!; a < last; a++) {
      const move = score + emitDouble[2 * a + 1]! + scores.of(emit[a * ARC.size + ARC.senone]!);
      if (move >= worst && move > -Infinity) {
        if (move > best) {
          best = move;
          worst = best - beam;
        }
        tokens.put(emit[a * ARC.size + ARC.target]!, state, move, link);
      }
    }
  }
  for (let i = 0; i < junctions.count; i++) {
    const link = junctions.link[i]!;
    if (link < 0) continue;
    const score = junctions.score[i]!;
    const state = junctions.state[i]!;
    const first = junctions.node[i]! * NODE.size + NODE.firstEmit;
    const last = nodes[first + NODE.size]!;
    for (let a = nodes[first]!; a < last; a++) {
      const move = score + emitDouble[2 * a + 1]! + scores.of(emit[a * ARC.size + ARC.senone]!);
      if (move >= worst && move > -Infinity) {
        if (move > best) {
          best = move;
          worst = best - beam;
        }
        tokens.put(emit[a * ARC.size + ARC.target]!, state, move, link);
      }
    }
  }
  return best;
}
