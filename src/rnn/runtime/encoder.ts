/** A saved encoder at work without TensorFlow.js: frames or token ids in, frames out. */
import { InputError } from '../../errors.js';
import { Kernels } from '../kernels/kernels.js';
import { WorkerLostError } from '../kernels/pool.js';
import { buildStages } from './build-stages.js';
import { EmbeddingStage } from './embedding-stage.js';
import { readSavedModel } from './model-files.js';
import { Pipeline } from './pipeline.js';
import type { RecurrentFormat } from './recurrent-weights.js';
import { SavedModel } from './saved-model.js';
import type { Stage } from './stage.js';

/** How an encoder is to run. */
export interface EncoderOptions {
  /** Kernels to run on; by default the encoder loads its own, with `threads`, and ends them with itself. */
  kernels?: Kernels;
  /** Threads when the encoder loads its own kernels. One utterance is shared by all of them. Default 1. */
  threads?: number;
  /**
   * `int16` halves the recurrent weights, and those of a dense layer on top, and is faster, outputs move by some 1e-4;
   * `int8` quarters the recurrent ones and is faster still, outputs move by some 1e-2. Default `float32`.
   */
  recurrentWeights?: RecurrentFormat;
  /** Give the logarithm of a final softmax. Default false. */
  logProbabilities?: boolean;
}

/**
 * A chain of layers as {@link buildStages} knows them. Not to be used by two callers at the same time. All that runs it
 * throws an InputError for input that does not fit, and after {@link close}.
 */
export class Encoder {
  private readonly pipelines: Pipeline[] = [];
  private isClosed = false;

  private constructor(
    private readonly kernels: Kernels,
    private readonly ownsKernels: boolean,
    private readonly stages: readonly Stage[],
    /** Width of an input frame; 1 where the input is token ids. */
    readonly inputs: number,
    /** Whether the input is token ids, as an Int32Array. */
    readonly takesIds: boolean,
  ) {}

  /** Width of an output frame. */
  get outputs(): number {
    return this.stages.at(-1)?.outputs ?? this.inputs;
  }

  /**
   * @param model - path or URL of a model.json, or a model already read
   * @throws InputError when a file is missing, or a layer is none that the runtime knows
   */
  static async load(model: string | URL | SavedModel, options: EncoderOptions = {}): Promise<Encoder> {
    const reading = model instanceof SavedModel ? model : readSavedModel(model);
    const loading = options.kernels ?? Kernels.load({ threads: options.threads ?? 1 });
    const [saved, kernels] = await Promise.all([reading, loading]);
    const { stages, inputs, takesIds } = buildStages(saved, kernels, {
      format: options.recurrentWeights ?? 'float32',
      logProbabilities: options.logProbabilities ?? false,
    });
    return new Encoder(kernels, !options.kernels, stages, inputs, takesIds);
  }

  /**
   * A whole utterance or text.
   * @param frames - [T, inputs], or T token ids
   * @returns [U, outputs]; U is T unless a layer strides or returns its last output alone
   */
  run(frames: Float32Array | Int32Array): Float32Array {
    const input = this.accept(frames);
    const pipeline = this.pipeline(0);
    pipeline.reset();
    return pipeline.push(input, true);
  }

  /** Many utterances, each on one thread; the results stand in the order of the utterances. */
  runBatch(utterances: readonly (Float32Array | Int32Array)[]): Float32Array[] {
    const { kernels } = this;
    const inputs = utterances.map((frames) => this.accept(frames));
    // Utterances of like length at the same time, so that no thread waits long for another.
    const order = [...inputs.keys()].sort((a, b) => inputs[b]!.length - inputs[a]!.length);
    const results: Float32Array[] = [];
    for (let i = 0; i < order.length; i += kernels.threads) {
      const round = order.slice(i, i + kernels.threads);
      const plan = (): void => {
        for (const [p, index] of round.entries()) {
          this.pipeline(p).reset();
          this.pipeline(p).plan(inputs[index]!, true);
        }
      };
      plan();
      try {
        kernels.run((k, part) => {
          if (part < round.length) this.pipeline(part).run(k);
        });
      } catch (error) {
        if (!(error instanceof WorkerLostError)) throw error;
        plan();
        for (const p of round.keys()) this.pipeline(p).run(kernels.call);
      }
      for (const [p, index] of round.entries()) results[index] = this.pipeline(p).finish();
    }
    return results;
  }

  /** An utterance that arrives in chunks; the outputs are those of the whole. Close it after use. */
  stream(): EncoderStream {
    this.refuseClosed();
    const pipeline = new Pipeline(this.kernels, this.stages, this.inputs);
    const accept = (frames: Float32Array | Int32Array) => this.accept(frames);
    return {
      push: (frames) => pipeline.push(accept(frames), false),
      finish: (frames) => {
        this.refuseClosed();
        const rest = frames ? accept(frames) : this.takesIds ? new Int32Array(0) : new Float32Array(0);
        const out = pipeline.push(rest, true);
        pipeline.reset();
        return out;
      },
      close: () => pipeline.free(),
    };
  }

  /**
   * An utterance that arrives in chunks, each with some of the frames behind it, which are looked at and come again
   * with the next chunk. What runs forwards carries its state on; what runs backwards begins at the last frame in
   * sight (latency-controlled bidirectional LSTM: Zhang et al. 2016, "Highway long short-term memory RNNs for distant
   * speech recognition"). With all the rest of the utterance in sight the outputs are those of the whole.
   * Close it after use.
   */
  lookAhead(): LookAheadStream {
    this.refuseClosed();
    const pipeline = new Pipeline(this.kernels, this.stages, this.inputs);
    const accept = (frames: Float32Array) => this.accept(frames) as Float32Array;
    return {
      push: (frames, count) => {
        const out = pipeline.push(accept(frames), false, count);
        const end = pipeline.settled * this.outputs;
        return { settled: out.subarray(0, end), ahead: out.subarray(end) };
      },
      finish: (frames) => {
        const rest = accept(frames);
        const out = pipeline.push(rest, true, rest.length / this.inputs);
        pipeline.reset();
        return out;
      },
      close: () => pipeline.free(),
    };
  }

  /** Gives the memory back and ends threads that the encoder has started. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const pipeline of this.pipelines) pipeline.free();
    for (const stage of this.stages) stage.free();
    if (this.ownsKernels) await this.kernels.close();
  }

  private pipeline(index: number): Pipeline {
    this.pipelines[index] ??= new Pipeline(this.kernels, this.stages, this.inputs);
    return this.pipelines[index];
  }

  /** The memory of a closed encoder may hold something else by now. */
  private refuseClosed(): void {
    if (!this.isClosed) return;
    throw new InputError({
      code: 'encoder-closed',
      found: 'a call of an encoder that was closed',
      expected: 'an open encoder',
      remedy: 'Close an encoder after its last use, or load it again.',
    });
  }

  /** Checks an input; leaves out padding ids where the embedding masks them. */
  private accept(frames: Float32Array | Int32Array): Float32Array | Int32Array {
    this.refuseClosed();
    const rightType = this.takesIds === frames instanceof Int32Array;
    if (!rightType || frames.length % this.inputs !== 0) {
      throw new InputError({
        code: 'encoder-bad-input',
        found: `${frames.constructor.name} of ${frames.length}`,
        expected: this.takesIds ? 'an Int32Array of token ids' : `a Float32Array of [T, ${this.inputs}]`,
        remedy: 'Compute the features that this model was trained on.',
      });
    }
    const [first] = this.stages;
    if (!(frames instanceof Int32Array) || !(first instanceof EmbeddingStage)) return frames;
    const bad = frames.find((id) => id < 0 || id >= first.vocabulary);
    if (bad !== undefined) {
      throw new InputError({
        code: 'encoder-unknown-id',
        found: `token id ${bad}`,
        expected: `ids from 0 to ${first.vocabulary - 1}`,
        remedy: 'Map unknown tokens to the id the vocabulary keeps for them.',
      });
    }
    return first.maskZero ? frames.filter((id) => id !== 0) : frames;
  }
}

/** See {@link Encoder.lookAhead}. */
export interface LookAheadStream {
  /**
   * @param frames - those that were looked at but not settled before, and more. // [T, inputs]
   * @param settled - how many of them will not come again
   * @returns the output frames of the settled ones, and what those behind them look like as yet
   */
  push(frames: Float32Array, settled: number): { settled: Float32Array; ahead: Float32Array };
  /** Ends the utterance with all the frames that are not settled. @returns the remaining output frames */
  finish(frames: Float32Array): Float32Array;
  close(): void;
}

/** See {@link Encoder.stream}. */
export interface EncoderStream {
  /** Takes a chunk. @returns the output frames that are ready; layers that look ahead hold some back */
  push(frames: Float32Array | Int32Array): Float32Array;
  /** Ends the utterance, with its last frames if there are any left. @returns the remaining output frames */
  finish(frames?: Float32Array | Int32Array): Float32Array;
  close(): void;
}
