/**
 * Utterances through two layers one by one, T = 100 and 300. A ratio is that of the worse of the two lengths. Several in a
 * row make a turn: a scheduler that saves cores gives a program its second one only after some milliseconds. On a
 * virtual machine two cores are at times two threads of one, for seconds: engines that are compared take their turns
 * one right after the other, first the one, then the other in front, and the ratio is the median of those of the rounds.
 * One thread has int16 weights and two have int8, unless a figure's name says otherwise; onnxruntime has float32.
 */
import { setTimeout } from 'node:timers/promises';
import { type Engine, ourEngine, startYardstick } from './engines.js';
import { type Bench, type Figures, keepWorse, median } from './plan.js';

/** Utterances in a row that make a turn. */
export const RUNS = 21;

/** Pause before every turn, in which the threads of the last one go to sleep. */
const PAUSE_MS = 20;

/** Engines that are compared are neighbours. */
const GROUPS = [['ours1', 'onnx1', 'ours1Int8'], ['ours2Int16', 'onnx2', 'ours2'], ['ours1Float'], ['tfjs']];

/** How far outputs may be from those with int16 weights. */
const OFF = 5e-3;
const OFF_INT8 = 0.05;

/** Inference by our runtime, onnxruntime-node and TensorFlow.js, turn by turn. */
export async function infer(bench: Bench): Promise<Figures> {
  const { cell, width, model, folder, threads, others, random } = bench;
  const figures: Figures = {};
  const engines: Record<string, Engine> = {
    ours1: await ourEngine(model, 1, 'int16'),
    ours1Int8: await ourEngine(model, 1, 'int8'),
    ours1Float: await ourEngine(model, 1, 'float32'),
    ours2: await ourEngine(model, threads, 'int8'),
    ours2Int16: await ourEngine(model, threads, 'int16'),
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
      const most = name === 'ours1Int8' || name === 'ours2' ? OFF_INT8 : OFF;
      if (!(off < most)) throw new Error(`${name} computes something else: ${off} off`);
    }
    const turn = async (name: string, runs: number): Promise<number> => {
      // Threads that spin for a while after their turn must not take a core from the next.
      await setTimeout(PAUSE_MS);
      return (await engines[name]!.run({ frames, width, runs })).ms;
    };
    for (let r = -5; r < bench.rounds; r++) {
      for (const group of GROUPS) {
        const names = group.filter((name) => engines[name] && (name !== 'tfjs' || r % 5 === 0));
        if (r % 2 !== 0) names.reverse();
        for (const name of names) {
          const ms = await turn(name, name === 'tfjs' ? 3 : RUNS);
          if (r >= 0) times[name]!.push(ms);
        }
      }
    }
    for (const [name, list] of Object.entries(times)) figures[`${name}Ms${T}`] = median(list);
    if (!others) continue;
    const paired = (other: string, ours: string): number =>
      median(times[other]!.map((ms, round) => ms / times[ours]![round]!));
    keepWorse(figures, 'inferVsOnnxruntime1', paired('onnx1', 'ours1'));
    keepWorse(figures, 'inferVsOnnxruntime1Int8', paired('onnx1', 'ours1Int8'));
    keepWorse(figures, 'inferVsOnnxruntime2', paired('onnx2', 'ours2'));
    keepWorse(figures, 'inferVsOnnxruntime2Int16', paired('onnx2', 'ours2Int16'));
    keepWorse(figures, 'inferVsTfjsWasm', median(times.tfjs!) / median(times.ours1!));
  }
  for (const engine of Object.values(engines)) await engine.close();
  return figures;
}
