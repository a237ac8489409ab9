/** The inner loop: tokens move into the emitting nodes they can reach and consume a frame there. */
import type { FrameScores } from './frame-scores.js';
import type { SearchNetwork } from './search-network.js';
import { home, type TokenList, type TokenTable } from './token-table.js';

/**
 * Moves every token of `alive` one frame on, over the self loop of its node and over its arcs to emitting nodes, into
 * the empty `tokens`. The hash of `tokens` is probed here rather than by a method, which costs a fifth more time.
 *
 * @param beam - what falls this far below the best met so far is not worth a token.
 * @returns the best score in `tokens`, `-Infinity` if nothing lives. NaN does not live.
 */
export function passTokens(
  alive: TokenList,
  tokens: TokenTable,
  network: SearchNetwork,
  scores: FrameScores,
  beam: number,
): number {
  const { words, doubles } = network;
  const {
    count: sources,
    node: sourceNode,
    state: sourceState,
    score: sourceScore,
    link: sourceLink,
  } = alive;
  const { score: acoustic, most } = scores;
  const { firstSerial } = tokens;
  let { node, state, score, link, slots } = tokens;
  let mask = slots.length - 1;
  let made = 0;
  let best = bestAhead(alive, network, scores);
  let worst = best - beam;
  for (let i = 0; i < sources; i++) {
    const unit = sourceNode[i]!;
    const here = sourceState[i]!;
    const before = sourceScore[i]!;
    const from = sourceLink[i]!;
    const last = unit + (words[4 * unit]! >> 1);
    if (made + last - unit >= node.length) {
      tokens.count = made;
      tokens.grow(made + last - unit + 1);
      ({ node, state, score, link, slots } = tokens);
      mask = slots.length - 1;
    }
    // The unit of the node itself is its self loop; a junction has none.
    for (let u = words[4 * unit + 1]! < 0 ? unit + 1 : unit; u <= last; u++) {
      const entered = before + doubles[2 * u + 1]!;
      if (!(entered + most >= worst)) {
        if (u === unit) continue;
        break; // the arcs after it are no better
      }
      const senone = words[4 * u + 1]!;
      let heard = acoustic[senone]!;
      if (Number.isNaN(heard)) heard = scores.compute(senone);
      const reached = entered + heard;
      if (!(reached >= worst && reached > -Infinity)) continue;
      if (reached > best) {
        best = reached;
        worst = best - beam;
      }
      const target = u === unit ? unit : words[4 * u]!;
      let slot = home(target, here) & mask;
      for (;;) {
        const token = slots[slot]! - firstSerial;
        if (token < 0) {
          slots[slot] = firstSerial + made;
          node[made] = target;
          state[made] = here;
          score[made] = reached;
          link[made++] = from;
          break;
        }
        if (node[token] === target && state[token] === here) {
          if (reached > score[token]!) {
            score[token] = reached;
            link[token] = from;
          }
          break;
        }
        slot = (slot + 1) & mask;
      }
    }
  }
  tokens.count = made;
  return best;
}

/** The best score that the best token comes to: known first, it spares tokens that would die within the frame. */
function bestAhead(
  { count, node, score }: TokenList,
  { words, doubles }: SearchNetwork,
  scores: FrameScores,
): number {
  let first = -1;
  for (let i = 0; i < count; i++) if (first < 0 || score[i]! > score[first]!) first = i;
  let best = -Infinity;
  if (first < 0) return best;
  const unit = node[first]!;
  const last = unit + (words[4 * unit]! >> 1);
  for (let u = words[4 * unit + 1]! < 0 ? unit + 1 : unit; u <= last; u++) {
    const reached = score[first]! + doubles[2 * u + 1]! + scores.at(words[4 * u + 1]!);
    if (reached > best) best = reached;
  }
  return best;
}
