/** The recurrent language model at work: how probable the words of some sentences are, each after all before it. */
import type { SentenceScorer } from '../../../decode/second-pass.js';
import { type ModelFiles, requireFile } from '../../../model-files.js';
import type { Kernels } from '../../../rnn/kernels/kernels.js';
import { savedModelIn } from '../../../rnn/runtime/model-files.js';
import { NextToken } from '../../../rnn/runtime/next-token.js';
import { PieceTrie } from '../../../text/pieces/piece-trie.js';
import type { PieceVocabulary } from '../../../text/pieces/vocabulary.js';
import { BOUNDARY, parseCountedPieces } from './counted-pieces.js';

/** Names of its files in their folder. */
export const NETWORK_FILE = 'model.json';
export const PIECES_FILE = 'pieces.txt';

/** See the file's first line. Close it after use. */
export class RecurrentLanguage implements SentenceScorer {
  private readonly boundary: number;

  constructor(
    private readonly network: NextToken,
    private readonly vocabulary: PieceVocabulary,
  ) {
    this.boundary = vocabulary.idsOf(BOUNDARY)[0]!;
  }

  /**
   * @param folder - path of the language model inside the files
   * @throws InputError when a file is missing or damaged
   */
  static open(files: ModelFiles, folder: string, kernels: Kernels): RecurrentLanguage {
    const text = new TextDecoder().decode(requireFile(files, `${folder}/${PIECES_FILE}`));
    const { vocabulary, logShares } = parseCountedPieces(text);
    const saved = savedModelIn(files, `${folder}/${NETWORK_FILE}`);
    return new RecurrentLanguage(new NextToken(kernels, saved, logShares), vocabulary);
  }

  /** Natural-log probability of each word and, behind them, of the end. Beginnings in common are read once. */
  score(sentences: readonly (readonly string[])[]): Float64Array[] {
    const { vocabulary, boundary } = this;
    const trie = new PieceTrie();
    const paths = sentences.map((words) => {
      const pieces = words.map((word) => vocabulary.idsOf(word));
      return { pieces, nodes: trie.add([boundary, ...pieces.flat(), boundary]) };
    });
    const logProbs = this.scoreNodes(trie);
    return paths.map(({ pieces, nodes }) => {
      const scores = new Float64Array(pieces.length + 1);
      let at = 1;
      pieces.forEach(({ length }, word) => {
        for (const end = at + length; at < end; at++) scores[word]! += logProbs[nodes[at]!]!;
      });
      scores[pieces.length] = logProbs[nodes[at]!]!;
      return scores;
    });
  }

  close(): void {
    this.network.close();
  }

  /** Log-probability of each node's id after its parent's. // [nodes] */
  private scoreNodes(trie: PieceTrie): Float64Array {
    const { network } = this;
    const logProbs = new Float64Array(trie.nodes);
    let contexts = network.start();
    /** Place of each node among the contexts of its depth. */
    const rows = new Int32Array(trie.nodes);
    for (const level of trie.levels()) {
      if (level[0] === 0) continue;
      for (const node of level) {
        const parent = trie.parent[node]!;
        if (parent > 0) logProbs[node] = network.logProb(rows[parent]!, trie.id[node]!);
      }
      const inner = level.filter((node) => trie.goesOn[node]);
      if (inner.length === 0) break;
      const from = inner.map((node) => rows[trie.parent[node]!]!);
      inner.forEach((node, row) => {
        rows[node] = row;
      });
      contexts = network.advance(
        contexts,
        from,
        inner.map((node) => trie.id[node]!),
      );
    }
    return logProbs;
  }
}
