/** One batch through a dense layer y = x·W + b, forward and backward, over any number of frames. */
import type { Arena } from './arena.js';
import type { KernelExports, Pointer } from './exports.js';
import { eights, fours, lines } from './sizes.js';

/** A dense layer's shape and packed weights. Parameters: W [I, O], then b [O], each from a cache line on. */
export class DenseLayer {
  /** Where b begins, in floats. */
  readonly bias: number;
  /** Floats of parameters. */
  readonly size: number;
  /** W packed. */
  readonly panels: Pointer;
  /** Wᵀ packed. */
  readonly panelsBack: Pointer;

  constructor(
    private readonly arena: Arena,
    readonly inputs: number,
    readonly outputs: number,
  ) {
    this.bias = lines(inputs * outputs);
    this.size = this.bias + lines(outputs);
    this.panels = arena.alloc(inputs * eights(outputs));
    this.panelsBack = arena.alloc(outputs * eights(inputs));
  }

  /** Floats from one row of outputs to the next. */
  get stride(): number {
    return fours(this.outputs);
  }

  /** Renews the packed copies from the parameters. */
  pack(k: KernelExports, parameters: Pointer): void {
    const { inputs, outputs } = this;
    k.packB(parameters, outputs * 4, 4, inputs, outputs, this.panels);
    k.packB(parameters, 4, outputs * 4, outputs, inputs, this.panelsBack);
  }

  free(): void {
    this.arena.free(this.panels);
    this.arena.free(this.panelsBack);
  }
}

/** M frames through a dense layer. */
export class DenseRun {
  /** Outputs; their gradient may be written over them. // [M, stride] */
  readonly outputs: Pointer;
  private readonly packedLeft: Pointer;
  private readonly packedRight: Pointer;

  constructor(
    private readonly arena: Arena,
    private readonly layer: DenseLayer,
    readonly M: number,
  ) {
    const { inputs, outputs, stride } = layer;
    this.outputs = arena.alloc(M * stride);
    this.packedLeft = arena.alloc(Math.max(fours(M) * Math.max(inputs, outputs), fours(inputs) * M));
    this.packedRight = arena.alloc(M * eights(outputs));
  }

  /** @param x - [M, I] */
  forward(k: KernelExports, parameters: Pointer, x: Pointer): void {
    const { inputs, outputs, stride, bias, panels } = this.layer;
    // The bias block is padded to a cache line, so a whole stride of it can be copied.
    k.fillRows(this.outputs, this.M, stride, parameters + bias * 4);
    k.packA(x, inputs * 4, 4, this.M, inputs, this.packedLeft);
    k.gemm(this.packedLeft, panels, this.outputs, stride * 4, this.M, outputs, inputs, 1);
  }

  /**
   * The way back.
   * @param gradient - out: gradient of the parameters
   * @param dX - out: gradient of the inputs, or 0 // [M, I]
   * @param dOutputs - gradient of the outputs, where it does not lie in their place // [M, stride]
   */
  backward(k: KernelExports, gradient: Pointer, x: Pointer, dX: Pointer, dOutputs = this.outputs): void {
    const { inputs, outputs, stride, bias, panelsBack } = this.layer;
    k.sumRows(dOutputs, stride * 4, this.M, outputs, gradient + bias * 4);
    k.packB(dOutputs, stride * 4, 4, this.M, outputs, this.packedRight);
    k.packA(x, 4, inputs * 4, inputs, this.M, this.packedLeft);
    k.gemm(this.packedLeft, this.packedRight, gradient, outputs * 4, inputs, outputs, this.M, 0);
    if (!dX) return;
    k.packA(dOutputs, stride * 4, 4, this.M, outputs, this.packedLeft);
    k.gemm(this.packedLeft, panelsBack, dX, inputs * 4, this.M, inputs, outputs, 0);
  }

  free(): void {
    for (const at of [this.outputs, this.packedLeft, this.packedRight]) this.arena.free(at);
  }
}
