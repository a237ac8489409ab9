/** A thread of the pool: waits for a tape of kernel calls, plays it, says so. */
import { isNode } from '../../platform.js';
import {
  CONTROL_WORDS,
  FAILED,
  FINISHED,
  GONE,
  HEARTBEAT,
  POSTED,
  STOP,
  spinWhile,
  TAPE_AT,
  TAPE_LENGTH,
  type WorkerData,
} from './control.js';
import { kernelNames } from './exports.js';
import { allowRelaxedSimd, instantiate } from './module.js';
import { announceReady, threadData } from './platform.js';
import { play } from './tape.js';

const data = await threadData<WorkerData>();
if (data.relaxedSimd) await allowRelaxedSimd();
const { memory } = data;
const names = kernelNames(data.module);
const kernels = instantiate(data.module, memory);
const control = new Int32Array(memory.buffer, data.control, CONTROL_WORDS);
kernels.joinBarrier(data.barrier, data.threads, 1, data.patienceMs);

// A thread that ends by itself says so, and nobody waits for it in vain.
if (isNode) {
  process.on('exit', () => {
    Atomics.store(control, FAILED, GONE);
    Atomics.notify(control, FINISHED);
  });
}

await announceReady();
for (let job = 0; waitForJob(job); job++) {
  let call = 0;
  try {
    const tape = new Float64Array(memory.buffer, control[TAPE_AT]!, control[TAPE_LENGTH]!);
    play(kernels, names, tape, (count) => {
      call = count;
      Atomics.add(control, HEARTBEAT, 1);
    });
  } catch {
    Atomics.store(control, FAILED, call);
  }
  Atomics.store(control, FINISHED, job + 1);
  Atomics.notify(control, FINISHED);
}

/** Waits until a job after number `done` is posted. @returns whether there is one; false asks to end */
function waitForJob(done: number): boolean {
  spinWhile(() => Atomics.load(control, POSTED) === done);
  while (Atomics.load(control, POSTED) === done && Atomics.load(control, STOP) === 0) {
    Atomics.wait(control, POSTED, done);
  }
  return Atomics.load(control, STOP) === 0;
}
