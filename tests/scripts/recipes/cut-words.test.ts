import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cutWords } from '../../../scripts/recipes/cut-words.js';
import { readAudioFile } from '../../../src/audio/read-audio.js';
import { createRandom } from '../../../src/random.js';
import { openRecognizer } from '../../../src/speech/open-recognizer.js';
import { wav } from '../../audio/wav-bytes.js';
import { say, writeToneModel } from '../../speech/neural/tone-model.js';

it('cuts the words asked for out of a clip, each where it is said and tight, and keeps them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cut-'));
  try {
    const model = join(folder, 'model');
    writeToneModel(model);
    const audio = join(folder, 'clip.wav');
    const said = ['SEE', 'SUE', 'NO', 'SUE'];
    const samples = Int16Array.from(say(said, createRandom(1)), (x) => Math.round(32767 * x));
    writeFileSync(audio, wav({}, new Uint8Array(samples.buffer)));
    const options = { model, words: new Set(['NO', 'SUE']), folder: join(folder, 'words'), log: () => {} };
    const utterances = [{ id: 'a/1', audio, text: said.join(' '), speaker: 'ann' }];
    const clips = await cutWords({ ...options, utterances });
    expect(clips.map(({ text }) => text)).toEqual(['SUE', 'NO', 'SUE']);
    expect(new Set(clips.map(({ speaker }) => speaker))).toEqual(new Set(['ann']));
    using recognizer = await openRecognizer(model);
    for (const clip of clips) {
      const cut = await readAudioFile(clip.audio);
      expect(cut.samples.length).toBeLessThan(samples.length / 2);
      const largest = cut.samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      for (const edge of [cut.samples[0]!, cut.samples.at(-1)!]) {
        expect(Math.abs(edge)).toBeGreaterThan(0.002 * largest);
      }
      expect(recognizer.transcribe(cut).text.split(' ')).toContain(clip.text);
    }
    expect(await cutWords({ ...options, utterances: [] })).toEqual(clips);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
