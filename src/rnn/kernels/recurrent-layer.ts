/** A recurrent layer's weights, packed for the products of training; one or two directions. */
import type { Arena } from './arena.js';
import { type CellSpec, gateCount, placeWeights, type WeightPlaces } from './cell.js';
import type { KernelExports, Pointer } from './exports.js';
import { eights } from './sizes.js';

/** A layer of cells whose units are a multiple of 4 (see `padGates`). */
export interface LayerSpec {
  cell: CellSpec;
  /** Width I of a frame that comes in. */
  inputs: number;
  /** Two: the second direction reads from the end, and its outputs stand to the right of the first's. */
  bidirectional?: boolean;
  /** The one direction of a layer that is not bidirectional reads from the end. */
  reverse?: boolean;
}

/** Packed copies of the weights of one direction. */
interface Panels {
  /** W */
  kernel: Pointer;
  /** Wᵀ */
  kernelBack: Pointer;
  /** U */
  recurrent: Pointer;
  /** Uᵀ; of a GRU with reset before: that of z and r, then that of h̃ */
  recurrentBack: Pointer;
}

/**
 * Knows where a layer's weights lie in a flat vector, and keeps packed copies of them. The copies are shared by all
 * runs and threads; {@link pack} renews them after the weights have changed.
 */
export class RecurrentLayer {
  readonly places: readonly WeightPlaces[];
  readonly panels: readonly Panels[];

  constructor(
    private readonly arena: Arena,
    readonly spec: LayerSpec,
  ) {
    const { cell, inputs, bidirectional } = spec;
    if (cell.units % 4 !== 0) throw new Error(`${cell.units} units are no multiple of 4: pad the gates`);
    const first = placeWeights(cell, inputs);
    this.places = bidirectional ? [first, placeWeights(cell, inputs, first.end)] : [first];
    const columns = this.columns;
    this.panels = this.places.map(() => ({
      kernel: arena.alloc(inputs * eights(columns)),
      kernelBack: arena.alloc(columns * eights(inputs)),
      recurrent: arena.alloc(cell.units * eights(columns)),
      recurrentBack: arena.alloc(columns * eights(cell.units)),
    }));
  }

  /** Floats of parameters, all directions. */
  get size(): number {
    return this.places.at(-1)!.end;
  }

  get directions(): number {
    return this.places.length;
  }

  /** Columns of W and U: gates × units. */
  get columns(): number {
    return gateCount(this.spec.cell) * this.spec.cell.units;
  }

  /** Width of an output frame. */
  get outputs(): number {
    return this.spec.cell.units * this.directions;
  }

  /** Whether a direction reads from the end. */
  isReverse(direction: number): boolean {
    return direction === 1 || (this.spec.reverse ?? false);
  }

  /**
   * Renews the packed copies.
   * @param parameters - the layer's weights as `places` says
   * @param part - which part of the work, of `parts`
   */
  pack(k: KernelExports, parameters: Pointer, part = 0, parts = 1): void {
    const { cell, inputs } = this.spec;
    const N = this.columns;
    const H = cell.units;
    const jobs = this.places.flatMap((place, d) => {
      const panels = this.panels[d]!;
      const W = parameters + place.kernel * 4;
      const U = parameters + place.recurrent * 4;
      return [
        () => k.packB(W, N * 4, 4, inputs, N, panels.kernel),
        () => k.packB(W, 4, N * 4, N, inputs, panels.kernelBack),
        () => k.packB(U, N * 4, 4, H, N, panels.recurrent),
        () => {
          const gates = cell.kind === 'gru' && !cell.resetAfter ? 2 * H : N;
          k.packB(U, 4, N * 4, gates, H, panels.recurrentBack);
          if (gates < N) {
            k.packB(U + gates * 4, 4, N * 4, H, H, panels.recurrentBack + gates * eights(H) * 4);
          }
        },
      ];
    });
    jobs.forEach((job, index) => {
      if (index % parts === part) job();
    });
  }

  /** Where Uᵀ of a reset-before GRU's candidate lies. */
  candidateBack(direction: number): Pointer {
    const H = this.spec.cell.units;
    return this.panels[direction]!.recurrentBack + 2 * H * eights(H) * 4;
  }

  free(): void {
    for (const panels of this.panels) for (const at of Object.values(panels)) this.arena.free(at);
  }
}
