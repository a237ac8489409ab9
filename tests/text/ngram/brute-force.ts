/** Modified Kneser–Ney written down from the paper with Maps and strings, to check the fast one against. */

const keyOf = (words: readonly string[]) => words.join(' ');

export interface BruteForceOptions {
  order: number;
  minCounts: readonly number[];
  continuation: boolean;
}

/**
 * P(word | history) by the recursive formula, for a corpus whose words are all in the vocabulary (<unk> is in it too,
 * unseen unless it stands in the corpus).
 */
export function bruteForceKneserNey(
  corpus: readonly (readonly string[])[],
  { order, minCounts, continuation }: BruteForceOptions,
): { vocabulary: string[]; prob: (history: string[], word: string) => number } {
  const raw = Array.from({ length: order + 1 }, () => new Map<string, { words: string[]; count: number }>());
  const vocabulary = new Set(['<unk>', '</s>']);
  for (const sentence of corpus) {
    for (const word of sentence) vocabulary.add(word);
    const tokens = ['<s>', ...sentence, '</s>'];
    for (let n = 1; n <= order; n++) {
      for (let end = Math.max(n, 2); end <= tokens.length; end++) {
        const words = tokens.slice(end - n, end);
        const entry = raw[n]!.get(keyOf(words)) ?? { words, count: 0 };
        entry.count++;
        raw[n]!.set(keyOf(words), entry);
      }
    }
  }
  const adjusted = raw.map((ngrams, n) => {
    const counts = new Map<string, number>();
    for (const [key, { words, count }] of ngrams) {
      const isRaw = n === order || words[0] === '<s>' || !continuation;
      const before = () =>
        [...raw[n + 1]!.values()].filter((longer) => keyOf(longer.words.slice(1)) === key).length;
      counts.set(key, isRaw ? count : before());
    }
    return counts;
  });
  const discounts = adjusted.map((counts) => {
    const t = (k: number) => [...counts.values()].filter((count) => count === k).length;
    const y = t(1) / (t(1) + 2 * t(2));
    const d = [1, 2, 3].map((k) => k - ((k + 1) * y * t(k + 1)) / t(k));
    const isSound =
      [1, 2, 3, 4].every((k) => t(k) > 0) && d.every((value, i) => value >= 0 && value <= i + 1);
    return isSound ? d : [0.5, 1, 1.5];
  });
  const prob = (history: string[], word: string): number => {
    if (history.length === 0) {
      const uniform = 1 / vocabulary.size;
      return mix(1, [], word, uniform);
    }
    const context = history.slice(Math.max(0, history.length - order + 1));
    return mix(context.length + 1, context, word, context.length > 0 ? prob(context.slice(1), word) : 0);
  };
  /** One level of the formula, given P(word | shorter history). */
  const mix = (n: number, context: string[], word: string, shorter: number): number => {
    let total = 0;
    let freed = 0;
    let own = 0;
    for (const [key, { words, count }] of raw[n]!) {
      if (keyOf(words.slice(0, -1)) !== keyOf(context)) continue;
      const a = adjusted[n]!.get(key)!;
      const d = discounts[n]![Math.min(a, 3) - 1]!;
      const isKept = count >= minCounts[n - 1]!;
      total += a;
      freed += isKept ? d : a;
      if (words.at(-1) === word && isKept) own = a - d;
    }
    return total === 0 ? shorter : (own + freed * shorter) / total;
  };
  return {
    vocabulary: [...vocabulary],
    prob: (history, word) => prob(history.slice(-(order - 1) || history.length), word),
  };
}
