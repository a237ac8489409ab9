/** A world for the command line: a recogniser that reads its answers from the file, streams that remember. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { AudioClip } from '../../src/audio/audio-clip.js';
import { run } from '../../src/cli/program.js';
import type { Engine, Surroundings } from '../../src/cli/surroundings.js';
import { InputError } from '../../src/errors.js';
import type { Comparison } from '../../src/speech/neural/fine-tuning/comparison.js';
import type { FineTuningOptions } from '../../src/speech/neural/fine-tuning/fine-tune.js';
import type { OpenRecognizerOptions, SpeechRecognizer } from '../../src/speech/recognizer-types.js';
import type { SpeechTrainingOptions } from '../../src/speech/train-speech.js';

class Memory extends Writable {
  text = '';
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
  /** How recognisers were opened: model folder and options. */
  opened: [string, OpenRecognizerOptions | undefined][];
  closed: number;
  /** What the trainer was asked to do. */
  trained: SpeechTrainingOptions[];
  fineTuned: FineTuningOptions[];
}

const WORD_SECONDS = 0.5;

/**
 * A folder of "clips": text files whose content is what is said. `BROKEN` makes the reader refuse the file, `CRASH`
 * makes the recogniser fail, `LOUD` brings a warning. Each word takes half a second.
 */
export class World {
  readonly root = mkdtempSync(join(tmpdir(), 'utterly-cli-'));

  write(path: string, text: string): string {
    const full = join(this.root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    return full;
  }

  /** A model folder without numbers, with what else its model.json says. */
  writeModel(name: string, more: Record<string, unknown> = {}): void {
    const header = { format: 'utterly-model/1', kind: 'speech-gmm', name, description: `about ${name}` };
    this.write(
      `models/${name}/model.json`,
      JSON.stringify({ ...header, ...more, weights: { sha256: '', tensors: {} } }),
    );
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  async run(args: string[], stdin: string | Buffer = ''): Promise<Ran> {
    const stdout = new Memory();
    const stderr = new Memory();
    const ran: Ran = { code: -1, stdout: '', stderr: '', opened: [], closed: 0, trained: [], fineTuned: [] };
    const surroundings: Surroundings = {
      stdin: Readable.from([Buffer.from(stdin)]),
      stdout,
      stderr,
      modelsFolder: join(this.root, 'models'),
      loadEngine: async () => fakeEngine(ran),
      untilStopped: async () => undefined,
      loadTrainer: async () => async (options) => {
        ran.trained.push(options);
        options.log?.('pass 1 of 2');
      },
      loadFineTuner: async () => ({
        fineTuneSpeech: async (options) => {
          ran.fineTuned.push(options);
          return {} as Comparison;
        },
        formatComparison: () => 'before and after\n',
      }),
    };
    ran.code = await run(args, surroundings, '9.8.7');
    return { ...ran, stdout: stdout.text, stderr: stderr.text };
  }
}

function fakeEngine(ran: Ran): Engine {
  const said = new WeakMap<AudioClip, string>();
  const decodeAudio = async (bytes: Uint8Array, { name = 'audio' } = {}): Promise<AudioClip> => {
    const text = Buffer.from(bytes).toString().trim();
    if (text === 'BROKEN') {
      throw new InputError({
        code: 'audio-not-wav',
        found: `noise in ${name}`,
        expected: 'audio',
        remedy: 'Convert.',
      });
    }
    const clip: AudioClip = {
      samples: new Float32Array(0),
      sampleRateHz: 16000,
      durationSeconds: text.split(' ').length * WORD_SECONDS,
      source: { container: 'wav', encoding: 'pcm-s16', sampleRateHz: 16000, channels: 1 },
      warnings: text.includes('LOUD') ? [{ code: 'audio-clipped', message: 'too loud' }] : [],
    };
    said.set(clip, text);
    return clip;
  };
  const close = () => {
    ran.closed++;
  };
  const recognizer: SpeechRecognizer = {
    transcribe(clip, { nbest = 1 } = {}) {
      const text = said.get(clip)!;
      if (text === 'CRASH') throw new Error('index out of range');
      const words = text.split(' ').map((word, i) => ({
        word,
        startSeconds: i * WORD_SECONDS,
        endSeconds: (i + 1) * WORD_SECONDS,
        confidence: 0.98765,
      }));
      const alternatives = Array.from({ length: nbest }, (_, i) => ({
        text: i === 0 ? text : `${text} ${i}`,
        logProbability: -0.123456 - i,
      }));
      return { text, words, alternatives, durationSeconds: clip.durationSeconds, warnings: clip.warnings };
    },
    stream() {
      throw new Error('no command streams');
    },
    align(_, text) {
      return {
        words: text.split(' ').map((word, i) => ({
          word,
          startSeconds: 0.1 + i,
          endSeconds: 0.9 + i,
          phones: [
            { phone: 'AA', startSeconds: 0.1 + i, endSeconds: 0.5 + i },
            { phone: 'B', startSeconds: 0.5 + i, endSeconds: 0.9 + i },
          ],
        })),
      };
    },
    inspect() {
      throw new Error('no command inspects');
    },
    close,
    [Symbol.dispose]: close,
  };
  return {
    openRecognizer: async (folder, options) => {
      ran.opened.push([folder, options]);
      return recognizer;
    },
    readAudioFile: async (path) => {
      let bytes: Uint8Array;
      try {
        bytes = readFileSync(path);
      } catch {
        throw new InputError({
          code: 'audio-not-found',
          found: `no file ${path}`,
          expected: 'audio',
          remedy: 'Look.',
        });
      }
      return decodeAudio(bytes, { name: path });
    },
    readAudioStream: async (stream, options) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      return decodeAudio(Buffer.concat(chunks), options);
    },
  };
}
