/** A fresh process: loads the runtime and a model, runs one second of speech, prints the CPU time it took. */
import { Encoder } from '../../../src/rnn/runtime/encoder.js';

const [model] = process.argv.slice(2);
const encoder = await Encoder.load(model!, { recurrentWeights: 'int16' });
encoder.run(new Float32Array(100 * encoder.inputs).fill(0.1));
const { user, system } = process.cpuUsage();
process.stdout.write(`${(user + system) / 1000}\n`);
await encoder.close();
