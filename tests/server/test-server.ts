/** A real server with real workers on any free port, for tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningServer, type StartOptions, startServer } from '../../src/server/serve.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';

const root = packageFolder();

/** The clip of the package's own in which "one hundred and twenty five" is said. */
export const NUMBER_CLIP = join(root, 'corpora/clips/number.wav');
export const NUMBER_TEXT = 'ONE HUNDRED AND TWENTY FIVE';
export const numberBytes = readFileSync(NUMBER_CLIP);

export function startTestServer(options: Partial<StartOptions> = {}): Promise<RunningServer> {
  return startServer({
    version: '9.8.7',
    port: 0,
    modelsFolder: join(root, 'models'),
    models: ['speech-an4', 'speech-digits'],
    threads: 1,
    ...options,
  });
}

/** Samples as a WAV file of 16-bit mono. */
export function wavOf(samples: ArrayLike<number>, sampleRateHz: number) {
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 2 * samples.length, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(sampleRateHz, 24);
  bytes.writeUInt32LE(2 * sampleRateHz, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * samples.length, 40);
  for (let i = 0; i < samples.length; i++) bytes.writeInt16LE(Math.round(32767 * samples[i]!), 44 + 2 * i);
  return bytes;
}
