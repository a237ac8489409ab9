/** Is what was decoded usable? Samples that are no numbers are an error; silence and clipping deserve a warning. */
import type { Warning } from '../errors.js';
import { audioError, audioWarning } from './audio-errors.js';

/**
 * Audio is silent if no 25 ms of it reach this root mean square, −60 dBFS, their mean removed. The quietest of 4,424
 * recordings of speech (AN4, Free Spoken Digit, LibriSpeech) reaches −48 dBFS.
 */
const SILENCE_RMS = 0.001;

/** Clipped is what stands at full scale (mu-law ends at 0.98) for three samples or more: waves do not stand still. */
const FULL_SCALE = 0.98;
const CLIPPED_RUN = 3;
/** One sample in a thousand clipped is worth a warning. In the same 4,424 recordings the worst has none. */
const CLIPPED_SHARE = 0.001;

/**
 * Refuses samples that are no numbers, warns of silence and clipping and limits the samples to [-1, 1] in place.
 *
 * @param samples - mono at its own rate, before resampling rounds the flat tops off. // [N]
 * @throws InputError `audio-not-a-number`
 */
export function checkSamples(samples: Float32Array, sampleRateHz: number): Warning[] {
  const bad = samples.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw audioError('audio-not-a-number', `${samples[bad]} as sample ${bad} of ${samples.length}`);
  const warnings: Warning[] = [];
  const loudest = loudestFrame(samples, sampleRateHz);
  if (loudest < SILENCE_RMS) {
    const level =
      loudest === 0 ? 'nothing at all' : `${decibels(loudest)} dB below full scale at its loudest`;
    warnings.push(audioWarning('audio-silent', `The audio is silent: ${level}. Check the microphone.`));
  }
  const clipped = countClipped(samples) / samples.length;
  if (clipped >= CLIPPED_SHARE) {
    const percent = (100 * clipped).toFixed(1);
    const message = `The audio is clipped: ${percent} % of it stands at full scale. Record at a lower level.`;
    warnings.push(audioWarning('audio-clipped', message));
  }
  for (let i = 0; i < samples.length; i++) samples[i] = Math.max(-1, Math.min(1, samples[i]!));
  return warnings;
}

function decibels(value: number): string {
  return Math.abs(20 * Math.log10(value)).toFixed(0);
}

/** Largest standard deviation of any 25 ms, or of the whole if it is shorter. */
function loudestFrame(samples: Float32Array, sampleRateHz: number): number {
  const length = Math.max(1, Math.min(samples.length, Math.round(0.025 * sampleRateHz)));
  let loudest = 0;
  for (let at = 0; at + length <= samples.length; at += length) {
    let sum = 0;
    for (let i = at; i < at + length; i++) sum += samples[i]!;
    const mean = sum / length;
    let squares = 0;
    for (let i = at; i < at + length; i++) squares += (samples[i]! - mean) ** 2;
    loudest = Math.max(loudest, squares / length);
  }
  return Math.sqrt(loudest);
}

/** Samples that lie in runs at full scale on one side. */
function countClipped(samples: Float32Array): number {
  let count = 0;
  let run = 0;
  let side = 0;
  for (const value of samples) {
    const now = value >= FULL_SCALE ? 1 : value <= -FULL_SCALE ? -1 : 0;
    if (now === 0) run = 0;
    else {
      run = now === side ? run + 1 : 1;
      if (run === CLIPPED_RUN) count += CLIPPED_RUN;
      else if (run > CLIPPED_RUN) count++;
    }
    side = now;
  }
  return count;
}
