/** The recurrent language model at work: how probable the words of some sentences are, each after all before it. */
import type { SentenceReader } from '../../../decode/second-pass.js';
import { type ModelFiles, requireFile } from '../../../model-files.js';
import type { Kernels } from '../../../rnn/kernels/kernels.js';
import { savedModelIn } from '../../../rnn/runtime/model-files.js';
import { type Context, NextToken } from '../../../rnn/runtime/next-token.js';
import { PieceTrie } from '../../../text/pieces/piece-trie.js';
import type { PieceVocabulary } from '../../../text/pieces/vocabulary.js';
import { BOUNDARY, parseCountedPieces } from './counted-pieces.js';

/** Names of its files in their folder. */
export const NETWORK_FILE = 'model.json';
export const PIECES_FILE = 'pieces.txt';
const FILES = [NETWORK_FILE, 'weights.bin', PIECES_FILE];

/** The files of the language model in `folder` of a model, by their paths. */
export function languageFiles(
  { bytes }: { bytes(file: string): Uint8Array },
  folder: string,
): Record<string, Uint8Array> {
  return Object.fromEntries(FILES.map((name) => [`${folder}/${name}`, bytes(`${folder}/${name}`)]));
}

/** Contexts that take a step together; more need more memory and are hardly faster. */
const TOGETHER = 64;

/** See the file's first line. Close it after use. */
export class RecurrentLanguage implements SentenceReader {
  private readonly boundary: number;
  private trie = new PieceTrie();
  /** By node of the trie, where it was needed. */
  private contexts = new Map<number, Context>();

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

  start(): number {
    this.trie = new PieceTrie();
    this.contexts = new Map([[0, this.network.start()]]);
    return this.trie.child(0, this.boundary);
  }

  read(places: readonly number[], words: readonly string[]): { logProbs: Float64Array; next: number[] } {
    const { trie, vocabulary } = this;
    const pieces = words.map((word) => vocabulary.idsOf(word));
    const logProbs = new Float64Array(words.length);
    const next = [...places];
    // All first pieces, then all second ones, and so on.
    for (let at = 0, more = [...words.keys()]; more.length > 0; at++) {
      more = more.filter((i) => at < pieces[i]!.length);
      this.makeContexts(more.map((i) => next[i]!));
      for (const i of more) {
        const id = pieces[i]![at]!;
        logProbs[i]! += this.network.logProb(this.contexts.get(next[i]!)!, id);
        next[i] = trie.child(next[i]!, id);
      }
    }
    return { logProbs, next };
  }

  end(places: readonly number[]): Float64Array {
    this.makeContexts(places);
    return Float64Array.from(places, (place) =>
      this.network.logProb(this.contexts.get(place)!, this.boundary),
    );
  }

  keep(places: readonly number[]): void {
    const { contexts, trie } = this;
    const kept = new Map<number, Context>();
    // A place that was not read from yet needs the one before it.
    for (const node of places.flatMap((place) => [place, trie.parent[place]!])) {
      const context = contexts.get(node);
      if (context) kept.set(node, context);
    }
    this.contexts = kept;
  }

  close(): void {
    this.network.close();
  }

  /** Lets the network read the last piece of each node, where it has not yet; nodes before it have been read. */
  private makeContexts(nodes: readonly number[]): void {
    const { trie, contexts, network } = this;
    const missing = [...new Set(nodes)].filter((node) => !contexts.has(node));
    for (let from = 0; from < missing.length; from += TOGETHER) {
      const some = missing.slice(from, from + TOGETHER);
      const made = network.advance(
        some.map((node) => contexts.get(trie.parent[node]!)!),
        some.map((node) => trie.id[node]!),
      );
      some.forEach((node, i) => {
        contexts.set(node, made[i]!);
      });
    }
  }
}

/** Natural-log probability of each word of some sentences and, behind them, of the end. */
export function scoreSentences(
  reader: SentenceReader,
  sentences: readonly (readonly string[])[],
): Float64Array[] {
  const scores = sentences.map((words) => new Float64Array(words.length + 1));
  const start = reader.start();
  const places = sentences.map(() => start);
  for (let at = 0, going = [...sentences.keys()]; going.length > 0; at++) {
    going = going.filter((s) => at < sentences[s]!.length);
    const { logProbs, next } = reader.read(
      going.map((s) => places[s]!),
      going.map((s) => sentences[s]![at]!),
    );
    going.forEach((s, i) => {
      scores[s]![at] = logProbs[i]!;
      places[s] = next[i]!;
    });
  }
  reader.end(places).forEach((logProb, s) => {
    scores[s]![sentences[s]!.length] = logProb;
  });
  return scores;
}
