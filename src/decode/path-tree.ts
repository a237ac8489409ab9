/** Some paths of a lattice → a lattice of these alone, in which beginnings are shared and language scores are new. */
import { Lattice, type ScoreWeights } from './lattice.js';

/** Paths of a lattice as a tree whose leaves meet in one last node. */
export class PathTree {
  private readonly nodeFrame: number[];
  private readonly nodeState: number[];
  /** Arcs of the tree, and the arcs of the lattice that they stand for. */
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private readonly arc: number[] = [];
  private readonly language: number[] = [];
  /** By node: the arc of the tree for each arc of the lattice that was taken there. */
  private readonly taken: Map<number, number>[] = [new Map()];

  constructor(
    private readonly lattice: Lattice,
    private readonly weights: ScoreWeights,
  ) {
    this.nodeFrame = [lattice.nodeFrame[0]!];
    this.nodeState = [lattice.nodeState[0]!];
  }

  /** @param score - language score of an arc; depends on the arcs before it alone */
  add(arcs: readonly number[], score: (arc: number) => number): void {
    const { lattice, taken } = this;
    let node = 0;
    for (const arc of arcs) {
      const language = score(arc);
      let own = taken[node]!.get(arc);
      if (own === undefined) {
        own = this.arc.length;
        taken[node]!.set(arc, own);
        this.arc.push(arc);
        this.from.push(node);
        this.language.push(language);
        const isLast = lattice.arcTo[arc] === lattice.final;
        this.to.push(isLast ? -1 : this.nodeFrame.length);
        if (!isLast) {
          this.nodeFrame.push(lattice.nodeFrame[lattice.arcTo[arc]!]!);
          this.nodeState.push(lattice.nodeState[lattice.arcTo[arc]!]!);
          taken.push(new Map());
        }
      }
      node = this.to[own]!;
    }
  }

  finish(): Lattice {
    const { lattice, nodeFrame, nodeState, from, to, arc, language, weights } = this;
    const { languageWeight, wordInsertionPenalty } = weights;
    const final = nodeFrame.length;
    const along = (values: ArrayLike<number>): number[] => arc.map((a) => values[a]!);
    return new Lattice({
      ...{ languageWeight, wordInsertionPenalty },
      nodeFrame: [...nodeFrame, lattice.nodeFrame[lattice.final]!],
      nodeState: [...nodeState, -1],
      arcFrom: from,
      arcTo: to.map((node) => (node < 0 ? final : node)),
      arcWord: along(lattice.arcWord),
      arcPronunciation: along(lattice.arcPronunciation),
      arcAcoustic: along(lattice.arcAcoustic),
      arcLanguage: language,
      words: lattice.words,
      reachedEnd: lattice.reachedEnd,
    });
  }
}
