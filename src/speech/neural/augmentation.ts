/** How training clips are varied: other voices, rooms, noises, microphones, lines and codecs, drawn by chance. */
import { type Band, limitBand } from '../../audio/augment/band-limit.js';
import { codeSpectrum, muLaw, quantize } from '../../audio/augment/codec.js';
import { addAtSnr, amplify, clip, limit, power } from '../../audio/augment/level.js';
import { makeNoise, NOISE_COLOURS, sway } from '../../audio/augment/noise.js';
import { reverberate } from '../../audio/augment/room.js';
import { SpeedChanger } from '../../audio/augment/speed.js';
import type { Random } from '../../random.js';
import type { SoundStore } from './sound-store.js';
import type { Augmentation } from './write-features.js';

/** To be raised whenever anything below, or what it calls, gives other sound for the same seed. */
const VERSION = 1;

/** Shares of clips that meet each of these. */
const CHANCES = {
  /** For a model that is to hear everybody everywhere. */
  everyday: { room: 0.35, noise: 0.55, band: 0.5, codec: 0.3, clip: 0.05 },
  /** For a model that is fine-tuned: it has been everywhere, and is to be good at clips like these. */
  gentle: { room: 0.1, noise: 0.25, band: 0.1, codec: 0.05, clip: 0 },
};
/** How rough copies are. */
export type Roughness = keyof typeof CHANCES;

/** A codec from outside that every clip of a copy goes through. */
export interface Coder {
  /** Tells coders apart: name, version and settings. */
  description: string;
  /** @returns a new array, of the same length and at the same time. // [N] */
  apply(samples: Float32Array, random: Random): Promise<Float32Array>;
}

/** How an augmented copy is made. */
export type CopyKind = Roughness | { roughness: Roughness; coder: Coder };

const SPEEDS = [0.9, 0.95, 1, 1.05, 1.1];
const TELEPHONE: Band = { lowHz: 300, highHz: 3400 };

/** Where the other voices of a babble come from. */
type Voices = Pick<SoundStore, 'count' | 'samples'>;

/** Close it after use. */
export function augmentation(voices: Voices, kind: CopyKind = 'everyday'): Augmentation & Disposable {
  const { roughness, coder } = typeof kind === 'string' ? { roughness: kind, coder: undefined } : kind;
  const chances = CHANCES[roughness];
  const speeds = new SpeedChanger();
  return {
    description: `${roughness}/${VERSION}${coder ? `, ${coder.description}` : ''}`,
    async apply(samples, random) {
      const speed = pick(SPEEDS, random);
      const happens = (chance: number): boolean => random.next() < chance;
      let x = await speeds.change(samples, speed);
      if (happens(chances.room)) x = inRoom(x, random);
      if (happens(chances.noise)) addNoise(x, voices, random);
      // The level of the recording: −40 to −12 dB below full scale for most clips.
      amplify(x, between(-40, -12, random) - 10 * Math.log10(power(x) + 1e-12));
      if (happens(chances.clip)) clip(x, between(0.3, 0.8, random));
      if (happens(chances.band)) x = throughLine(x, random);
      if (happens(chances.codec)) x = coded(x, random);
      if (coder) x = await coder.apply(x, random);
      limit(x, 1);
      quantize(x, 16);
      return { samples: x, speed };
    },
    [Symbol.dispose]: () => speeds.close(),
  };
}

function inRoom(samples: Float32Array, random: Random): Float32Array {
  const room = {
    reverberationSeconds: between(0.15, 0.7, random),
    directToReverberantDb: between(-2, 15, random),
    gapSeconds: between(0.001, 0.01, random),
    damping: between(0, 0.7, random),
  };
  return reverberate(samples, room, random);
}

/** In place. */
function addNoise(samples: Float32Array, voices: Voices, random: Random): void {
  if (random.next() < 0.25) {
    addAtSnr(samples, babble(samples.length, voices, random), between(8, 25, random));
    return;
  }
  const noise = makeNoise(pick(NOISE_COLOURS, random), samples.length, random);
  if (random.next() < 0.4) sway(noise, random);
  addAtSnr(samples, noise, between(5, 35, random));
}

/** Three to eight people talking at once, each from anywhere in what they said, at their own loudness. */
function babble(length: number, voices: Voices, random: Random): Float32Array {
  const out = new Float32Array(length);
  for (let people = 3 + random.int(6); people > 0; people--) {
    const voice = voices.samples(random.int(voices.count));
    amplify(voice, between(-6, 0, random) - 10 * Math.log10(power(voice) + 1e-12));
    const from = random.int(voice.length);
    for (let n = 0; n < length; n++) out[n]! += voice[(from + n) % voice.length]!;
  }
  return out;
}

/** A microphone, a telephone, or a codec that keeps nothing above some frequency. */
function throughLine(samples: Float32Array, random: Random): Float32Array {
  if (random.next() < 0.15) return limitBand(samples, TELEPHONE);
  const band: Band = {
    lowHz: random.next() < 0.4 ? between(30, 300, random) : 0,
    highHz: random.next() < 0.8 ? between(3500, 7800, random) : 8000,
  };
  return limitBand(samples, band);
}

function coded(samples: Float32Array, random: Random): Float32Array {
  const kind = random.next();
  if (kind < 0.15) muLaw(samples);
  else if (kind < 0.25) quantize(samples, 8 + random.int(4));
  else {
    return codeSpectrum(samples, {
      snrDb: between(8, 25, random),
      tiltDb: between(0, 12, random),
      floorDb: between(30, 60, random),
    });
  }
  return samples;
}

function between(low: number, high: number, random: Random): number {
  return low + (high - low) * random.next();
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random.int(items.length)]!;
}
