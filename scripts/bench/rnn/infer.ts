/**
 * Utterances through two layers one by one, T = 100 and 300. A ratio is that of the worse of the two lengths. Several in a
 * row make a turn: a scheduler that saves cores gives a program its second one only after some milliseconds.
 */
import { setTimeout } from 'node:timers/promises';
import { type Engine, ourEngine, startYardstick } from './engines.js';
import { type Bench, type Figures, keepWorse, median } from './plan.js';

/** Utterances in a row that make a turn. */
export const RUNS = 21;

/** Pause before every turn, in which the threads of the last one go to sleep. */
const PAUSE_MS = 20;

/** Inference by our runtime, onnxruntime-node and TensorFlow.js, turn by turn. */
export async function infer(bench: Bench): Promise<Figures> {
  const { cell, width, model, folder, threads, others, random } = bench;
  const figures: Figures = {};
  const engines: Record<string, Engine> = {
    ours1: await ourEngine(model, 1, 'int16'),
    ours1Float: await ourEngine(model, 1, 'float32'),
    ours2: await ourEngine(model, threads, 'int16'),
  };
  if (others) {
    engines.onnx1 = await startYardstick('onnx', folder, 1);
    engines.onnx2 = await startYardstick('onnx', folder, threads);
    engines.tfjs = await startYardstick('tfjs', folder, 1);
  }
  for (const T of [100, 300]) {
    const frames = Array.from({ length: T * width }, () => random() * 2 - 1);
    const times: Record<string, number[]> = Object.fromEntries(
      Object.keys(engines).map((name) => [name, []]),
    );
    let expected: number[] | undefined;
    for (const [name, engine] of Object.entries(engines)) {
      const { outputs } = await engine.run({ frames, width, wantOutputs: true });
      expected ??= outputs;
      // The tfjs GRU has no reset-after weights: only its time counts.
      if (name === 'tfjs' && cell.kind === 'gru') continue;
      const off = Math.max(...outputs!.map((value, i) => Math.abs(value - expected![i]!)));
      if (!(off < 5e-3)) throw new Error(`${name} computes something else: ${off} off`);
    }
    for (let r = -5; r < bench.rounds; r++) {
      for (const [name, engine] of Object.entries(engines)) {
        if (name === 'tfjs' && r % 5 !== 0) continue;
        // Threads that spin for a while after their turn must not take a core from the next.
        await setTimeout(PAUSE_MS);
        const { ms } = await engine.run({ frames, width, runs: name === 'tfjs' ? 3 : RUNS });
        if (r >= 0) times[name]!.push(ms);
      }
    }
    const ms = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
    for (const [name, value] of Object.entries(ms)) figures[`${name}Ms${T}`] = value;
    if (!others) continue;
    keepWorse(figures, 'inferVsOnnxruntime1', ms.onnx1! / ms.ours1!);
    keepWorse(figures, 'inferVsOnnxruntime2', ms.onnx2! / ms.ours2!);
    keepWorse(figures, 'inferVsTfjsWasm', ms.tfjs! / ms.ours1!);
  }
  for (const engine of Object.values(engines)) await engine.close();
  return figures;
}
