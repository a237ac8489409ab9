/** The microphone as pieces of mono samples. */
import { InputError } from '../../errors.js';

export interface Recording {
  sampleRateHz: number;
  /** Ends it and lets go of the microphone. */
  stop(): Promise<void>;
}

/**
 * @param onPiece - told every few milliseconds what was heard. // [128]
 * @throws InputError `microphone-denied` where there is none or it may not be used
 */
export async function record(onPiece: (samples: Float32Array) => void): Promise<Recording> {
  if (!navigator.mediaDevices) throw denied('a page that may not ask: it came over plain HTTP');
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
  } catch (error) {
    throw denied(error instanceof Error ? error.message : 'a browser that says no');
  }
  const context = new AudioContext();
  await context.audioWorklet.addModule(new URL('recorder-worklet.js', import.meta.url));
  const source = context.createMediaStreamSource(stream);
  const recorder = new AudioWorkletNode(context, 'recorder', { numberOfOutputs: 0, channelCount: 1 });
  recorder.port.onmessage = ({ data }: MessageEvent<Float32Array>) => onPiece(data);
  source.connect(recorder);
  return {
    sampleRateHz: context.sampleRate,
    async stop() {
      for (const track of stream.getTracks()) track.stop();
      recorder.port.onmessage = null;
      await context.close();
    },
  };
}

function denied(found: string): InputError {
  return new InputError({
    code: 'microphone-denied',
    found,
    expected: 'leave to use a microphone',
    remedy: 'Allow it in the browser, or choose a file.',
  });
}

/** Pieces as one. */
export function joined(pieces: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
