import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { featureStatistics } from '../../../../src/audio/cmvn.js';
import { readAudioFile } from '../../../../src/audio/read-audio.js';
import { readModel, writeModel } from '../../../../src/model-folder.js';
import { createRandom } from '../../../../src/random.js';
import { Kernels } from '../../../../src/rnn/kernels/kernels.js';
import type { Utterance } from '../../../../src/speech/corpus/utterance.js';
import {
  type FineTuningOptions,
  fineTuneSpeech,
} from '../../../../src/speech/neural/fine-tuning/fine-tune.js';
import { openNeural } from '../../../../src/speech/neural/neural-acoustics.js';
import { openRecognizer } from '../../../../src/speech/open-recognizer.js';
import type { SpeechNnHeader } from '../../../../src/speech/speech-model.js';
import { Lexicon } from '../../../../src/text/lexicon/lexicon.js';
import { wav } from '../../../audio/wav-bytes.js';
import { say, sing, TONE_LEXICON, writeToneModel } from '../tone-model.js';

const PITCH = 1.15;
const NEW_WORD = { SUSIN: ['S', 'UW', 'S', 'IY', 'N'] };
const folder = mkdtempSync(join(tmpdir(), 'fine-'));
const from = join(folder, 'from');
const description = { name: 'mine', description: 'd', data: 'd', licence: 'l', command: 'c' };
const training = { epochs: 12, copies: 1, peakRate: 0.3, tolerance: 1, threads: 1 };
let utterances: Utterance[];
beforeAll(() => {
  writeToneModel(from);
  const random = createRandom(1);
  const words = Object.keys(TONE_LEXICON);
  utterances = Array.from({ length: 60 }, (_, i) => {
    const said = Array.from({ length: 1 + random.int(4) }, () => words[random.int(words.length)]!);
    return utterance(`${i}`, said.join(' '), say(said, random, PITCH));
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

function utterance(id: string, text: string, samples: Float32Array): Utterance {
  const audio = join(folder, `${id}.wav`);
  const whole = Int16Array.from(samples, (x) => Math.round(x * 32767));
  writeFileSync(audio, wav({}, new Uint8Array(whole.buffer)));
  return { id, audio, text, speaker: `s${Number(id) % 6}` };
}

const tune = (options: Partial<FineTuningOptions>) =>
  fineTuneSpeech({ from, description, utterances, out: join(folder, 'out'), training, ...options });

async function hear(model: string, { audio }: Utterance): Promise<string> {
  using recognizer = await openRecognizer(model);
  return recognizer.transcribe(await readAudioFile(audio)).text;
}

describe('fineTuneSpeech', () => {
  it('learns a voice, tells it by clips held out, and goes on where it was', async () => {
    const weights = () => readFileSync(join(folder, 'out', 'encoder', 'weights.bin'));
    const log: string[] = [];
    const options = { stateFolder: join(folder, 'state'), log: (line: string) => void log.push(line) };
    const compared = await tune(options);
    expect(compared!.before.utterances).toBe(10);
    expect(compared!.before.wer).toBeGreaterThan(0.5);
    expect(compared!.after.wer).toBeLessThan(0.3);
    expect(log.filter((line) => line.startsWith('epoch'))).toHaveLength(12);
    const first = weights();
    log.length = 0;
    await tune(options);
    expect(log.filter((line) => line.startsWith('epoch'))).toHaveLength(0);
    expect(weights()).toEqual(first);
    // A clip recorded again is another clip.
    const { id, text } = utterances[0]!;
    utterances[0] = utterance(id, text, say(text.split(' '), createRandom(9), PITCH));
    await tune({ ...options, training: { ...training, epochs: 1 } });
    expect(log.filter((line) => line.startsWith('epoch'))).toHaveLength(1);
  });

  it('keeps what the model could, and learns a word', async () => {
    const random = createRandom(2);
    const clips = ['1000', '1001'].map((id) =>
      utterance(id, 'NO SUSIN', sing(['SIL', 'N', 'OW', ...NEW_WORD.SUSIN, 'SIL'], random)),
    );
    const old = utterance('1002', 'SEE NO SUE', say(['SEE', 'NO', 'SUE'], random));
    const known = utterance('1003', 'SUE NOON', say(['SUE', 'NOON'], random));
    const lexicon = Lexicon.fromText(`SUSIN ${NEW_WORD.SUSIN.join(' ')}`, 'test');
    const options = { heldOut: [], lexicon, training: { ...training, epochs: 1, peakRate: 1e-4 } };
    expect(await tune({ ...options, utterances: clips })).toBeUndefined();
    expect(await hear(join(folder, 'out'), clips[0]!)).toBe('NO SUSIN');
    expect(await hear(join(folder, 'out'), known)).toBe('SUE NOON');
    // Words of its own instead: of the old ones only those that were said are left.
    await tune({ ...options, utterances: clips, otherSpeech: [known], sentences: [['NO', 'SUSIN']] });
    expect(await hear(join(folder, 'out'), clips[1]!)).toBe('NO SUSIN');
    expect(await hear(join(folder, 'out'), known)).not.toContain('NOON');
    // Or a grammar, which fine-tuning again then keeps.
    const grammar = '#JSGF V1.0; grammar g; public <g> = see (no | susin) sue;';
    const out = join(folder, 'again');
    await tune({ ...options, utterances: clips, grammar });
    await tune({ ...options, utterances: [old], from: join(folder, 'out'), out });
    expect(await hear(out, old)).toBe('SEE NO SUE');
    // A grammar always finds a sentence: that nothing was said is told by free phones.
    const silence = utterance('1004', '', sing(['SIL', 'SIL', 'SIL', 'SIL'], random));
    using recognizer = await openRecognizer(out);
    const { text, warnings } = recognizer.transcribe(await readAudioFile(silence.audio));
    expect({ text, codes: warnings.map(({ code }) => code) }).toEqual({ text: '', codes: ['speech-none'] });
  });

  it('learns that nothing is said in silence, noise, and clips without a text', async () => {
    const random = createRandom(4);
    // Whistles above the tones of all phones.
    const whistle = (id: string) =>
      utterance(id, '', sing(['SIL', 'N', 'SIL', 'N', 'N', 'SIL'], random, 1.4 + 0.02 * random.next()));
    const zero = utterance('2000', '', new Float32Array(12_000));
    const clips = [whistle('2001'), zero];
    const words = (model: string) => Promise.all(clips.map((clip) => hear(model, clip)));
    expect(await words(from)).not.toEqual(['', '']);
    const whistles = Array.from({ length: 30 }, (_, i) => whistle(`${2010 + i}`));
    await tune({ utterances: [...utterances, ...whistles], training: { ...training, quietShare: 0.2 } });
    expect(await words(join(folder, 'out'))).toEqual(['', '']);
  });

  it('learns nothing from speakers it is not to hear, and makes their features once', async () => {
    const random = createRandom(5);
    // One who says SUE and is written down as saying SEE.
    const misled = ['SEE', 'SUE'].flatMap((word) =>
      Array.from({ length: 20 }, (_, i) => ({
        ...utterance(`${word}${i}`, word, say(['SUE'], random)),
        speaker: word === 'SUE' ? 'honest' : 'liar',
      })),
    );
    const grammar = '#JSGF V1.0; grammar g; public <g> = see | sue;';
    const log: string[] = [];
    const options = {
      ...{ utterances: misled, heldOut: [], grammar, training: { ...training, epochs: 40 } },
      ...{ stateFolder: join(folder, 'folds'), log: (line: string) => void log.push(line) },
    };
    await tune({ ...options, unheard: new Set(['liar']) });
    expect(await hear(join(folder, 'out'), misled[0]!)).toBe('SUE');
    const made = log.length;
    await tune({ ...options, unheard: new Set(['honest']) });
    expect(await hear(join(folder, 'out'), misled[0]!)).toBe('SEE');
    expect(log.slice(made).filter((line) => line.includes('there already'))).toHaveLength(1);
  });

  it('normalises by all clips beside each, and so does what is made from it', async () => {
    const header = (model: string) => JSON.parse(readFileSync(join(model, 'model.json'), 'utf8'));
    const out = join(folder, 'out');
    const compared = await tune({ training: { ...training, priorFrames: 30 } });
    expect(compared!.before.wer).toBeGreaterThan(0.5);
    expect(compared!.after.wer).toBeLessThan(0.5);
    expect(header(out).cepstralPriorFrames).toBe(30);
    expect(header(from).cepstralPriorFrames).toBeUndefined();
    const words = await hear(out, utterances[7]!);
    const { samples } = await readAudioFile(utterances[7]!.audio);
    const furthestMean = async (model: string) => {
      const kernels = await Kernels.load();
      const acoustics = await openNeural(readModel<SpeechNnHeader>(model, 'speech-nn'), kernels);
      return Math.max(...featureStatistics(acoustics.cepstra(samples)).mean.map(Math.abs));
    };
    expect(await furthestMean(from)).toBeLessThan(1e-3);
    expect(await furthestMean(out)).toBeGreaterThan(1e-2);
    const again = join(folder, 'once-more');
    await tune({ from: out, heldOut: [], out: again, training: { ...training, epochs: 1, peakRate: 1e-6 } });
    expect(header(again).cepstralPriorFrames).toBe(30);
    expect(await hear(again, utterances[7]!)).toBe(words);
  });

  it('says what it cannot begin with', async () => {
    const other = join(folder, 'other');
    writeModel(other, { kind: 'speech-gmm', name: 'g', description: 'd' }, {});
    await expect(tune({ from: other, out: `${other}/.` })).rejects.toMatchObject({
      code: 'finetune-same-folder',
    });
    await expect(tune({ from: other })).rejects.toMatchObject({ code: 'finetune-kind' });
    const path = join(other, 'model.json');
    writeToneModel(other);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"coefficients": 40', '"coefficients": 13'));
    await expect(tune({ from: other })).rejects.toMatchObject({ code: 'finetune-front-end' });
    await expect(tune({ utterances: [] })).rejects.toMatchObject({
      code: 'corpus-empty',
    });
    const long = { ...utterances[0]!, text: 'SEEN '.repeat(50).trim() };
    await expect(tune({ utterances: [long], heldOut: [] })).rejects.toMatchObject({
      code: 'finetune-no-fit',
    });
  });
});
