/** A model's table of senones as a decision tree again: what fine-tuning begins with has no other tree any more. */
import type { PhoneContext } from '../../decode/phone-hmm.js';
import type { ContextTree, TreeNode } from '../gmm/context-tree.js';

/**
 * The tree that answers as `context` does: one question for each senone but the last of a phone's position.
 * @param context - of the chain topology, asking nothing about right neighbours
 * @param phones - number of phones
 * @param senones - number of senones
 */
export function treeOfPairs(context: PhoneContext, phones: number, senones: number): ContextTree {
  const { silence } = context;
  const roots = Array.from({ length: phones }, (_, phone) => {
    const positions = context.senones(silence, phone, silence).length;
    return Array.from({ length: positions }, (_, position) => {
      const lefts = new Map<number, number[]>();
      for (let left = 0; left < phones; left++) {
        const senone = context.senones(left, phone, silence)[position]!;
        lefts.set(senone, [...(lefts.get(senone) ?? []), left]);
      }
      return questions([...lefts]);
    });
  });
  return { silence, senones, roots };
}

function questions([[senone, phones], ...others]: [senone: number, phones: number[]][] | never[]): TreeNode {
  if (others.length === 0) return { senone: senone! };
  return { side: 'left', phones: phones!, yes: { senone: senone! }, no: questions(others) };
}
