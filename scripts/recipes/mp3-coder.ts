/** MP3 at few bits, what most speech on the web has been through: LAME codes it, mpg123 decodes it. */
import { MPEGDecoder } from 'mpg123-decoder';
import { createMp3Encoder } from 'wasm-media-encoders';
import type { Coder } from '../../src/speech/neural/augmentation.js';

/** In kbit/s, each as often as it stands here. At 24 LAME keeps what is below 6 kHz. */
const BIT_RATES = [16, 24, 24, 32] as const;
/** Samples by which what is decoded is late: LAME's delay of 576 and the decoder's of 529. */
const DELAY = 1105;

export interface Mp3Coder extends Coder, Disposable {}

export async function openMp3Coder(): Promise<Mp3Coder> {
  const encoder = await createMp3Encoder();
  const decoder = new MPEGDecoder({ enableGapless: false });
  await decoder.ready;
  return {
    description: `mp3-${BIT_RATES.join('-')}/1`,
    async apply(samples, random) {
      const bitrate = BIT_RATES[random.int(BIT_RATES.length)]!;
      encoder.configure({ sampleRate: 16_000, outputSampleRate: 16_000, channels: 1, bitrate });
      // Each answer is a view of memory that the next one overwrites.
      const coded = Buffer.concat([Buffer.from(encoder.encode([samples])), encoder.finalize()]);
      const { channelData } = decoder.decode(coded);
      await decoder.reset();
      return channelData[0]!.slice(DELAY, DELAY + samples.length);
    },
    [Symbol.dispose]: () => decoder.free(),
  };
}
