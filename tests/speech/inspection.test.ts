/** What is shown of a recognition is what the recognition and the alignment themselves say. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layMargins } from '../../src/audio/margins.js';
import { readAudioFile } from '../../src/audio/read-audio.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';

const folder = (name: string) => join(packageFolder(), 'models', name);
const clip = await readAudioFile(join(packageFolder(), 'corpora/clips/number.wav'));

describe.each(['speech-an4', 'speech-en'])('inspecting with %s', (model) => {
  it('gives the transcript, and the path of its alignment over whole frames', async () => {
    using recognizer = await openRecognizer(folder(model));
    const { transcript, states, posteriors, frameSeconds, cepstra, hopSeconds } = recognizer.inspect(clip, {
      nbest: 3,
    });
    expect(transcript).toEqual(recognizer.transcribe(clip, { nbest: 3 }));
    expect(states[0]!.startFrame).toBe(0);
    for (const [n, state] of states.entries()) {
      expect(state.endFrame).toBe(states[n + 1]?.startFrame ?? posteriors.rows);
      expect(state.endFrame).toBeGreaterThan(state.startFrame);
    }
    expect(Math.abs(cepstra.rows * hopSeconds - posteriors.rows * frameSeconds)).toBeLessThan(
      2 * frameSeconds,
    );
    const aligned = recognizer.align(clip, transcript.text).words.flatMap(({ phones }) => phones);
    const spoken = states.filter(({ word, position }) => word >= 0 && position === 0);
    expect(spoken.map(({ phone }) => phone)).toEqual(aligned.map(({ phone }) => phone));
    expect(spoken.map(({ startFrame }) => startFrame * frameSeconds)).toEqual(
      aligned.map(({ startSeconds }) => startSeconds),
    );
  });

  it('gives probabilities of phones, and distances to the best state', async () => {
    using recognizer = await openRecognizer(folder(model));
    const { posteriors, phones, fit, states } = recognizer.inspect(clip);
    expect([posteriors.columns, fit.columns, fit.rows]).toEqual([
      phones.length,
      states.length,
      posteriors.rows,
    ]);
    let agreeing = 0;
    for (let u = 0; u < posteriors.rows; u++) {
      const row = posteriors.bytes.subarray(u * posteriors.columns, (u + 1) * posteriors.columns);
      const sum = (posteriors.high * row.reduce((a, b) => a + b, 0)) / 255;
      expect(Math.abs(sum - 1)).toBeLessThan((0.5 * phones.length * posteriors.high) / 255);
      // Where a state of the path is the best of all, its phone has to have some probability.
      const on = states.findIndex(({ startFrame, endFrame }) => startFrame <= u && u < endFrame);
      if (fit.bytes[u * fit.columns + on] !== 255) continue;
      agreeing++;
      expect(row[phones.indexOf(states[on]!.phone)]).toBeGreaterThan(0);
    }
    expect(agreeing).toBeGreaterThan(posteriors.rows / 4);
  });
});

it('draws no path where there are no words', async () => {
  using recognizer = await openRecognizer(folder('speech-an4'));
  const silent = {
    ...clip,
    samples: new Float32Array(16000),
    warnings: [{ code: 'audio-silent', message: '' }],
  };
  const { transcript, states, fit, cepstra } = recognizer.inspect(silent);
  expect([transcript.text, states, fit.columns, cepstra.rows]).toEqual(['', [], 0, 98]);
});

describe('a word cut close', () => {
  // What is laid around it is not the user's: neither pictures nor times show it.
  it.each(['transcribe', 'inspect', 'align'] as const)('has times of its own: %s', async (method) => {
    using recognizer = await openRecognizer(folder('speech-en'));
    const whole = recognizer.align(clip, recognizer.transcribe(clip).text).words;
    const { word, startSeconds, endSeconds } = whole.at(-1)!;
    const samples = clip.samples.slice(
      Math.round(startSeconds * clip.sampleRateHz),
      Math.round(endSeconds * clip.sampleRateHz),
    );
    const durationSeconds = samples.length / clip.sampleRateHz;
    expect(layMargins(samples).leadSeconds).toBeGreaterThan(0);
    const tight = { ...clip, samples, durationSeconds };
    if (method === 'inspect') {
      const { states, posteriors, cepstra, frameSeconds, hopSeconds } = recognizer.inspect(tight);
      expect(cepstra.rows * hopSeconds).toBeLessThanOrEqual(durationSeconds);
      expect(posteriors.rows).toBe(Math.floor(cepstra.rows / 3));
      expect([states[0]!.startFrame, states.at(-1)!.endFrame]).toEqual([0, posteriors.rows]);
      expect(posteriors.rows * frameSeconds).toBeLessThanOrEqual(durationSeconds);
    } else {
      const words =
        method === 'align' ? recognizer.align(tight, word).words : recognizer.transcribe(tight).words;
      expect(words[0]!.startSeconds).toBeLessThan(0.1);
      expect(words[0]!.startSeconds).toBeGreaterThanOrEqual(0);
      expect(words.at(-1)!.endSeconds).toBeGreaterThan(durationSeconds - 0.1);
      expect(words.at(-1)!.endSeconds).toBeLessThanOrEqual(durationSeconds);
    }
  });
});
