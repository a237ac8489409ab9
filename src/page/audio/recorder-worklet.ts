/** In the audio thread: passes on what the microphone gives. */

interface Processor {
  readonly port: MessagePort;
}
declare const AudioWorkletProcessor: new () => Processor;
declare function registerProcessor(name: string, processor: new () => Processor): void;

registerProcessor(
  'recorder',
  class extends AudioWorkletProcessor {
    process(inputs: Float32Array[][]): boolean {
      const channel = inputs[0]?.[0];
      if (channel) this.port.postMessage(channel.slice());
      return true;
    }
  },
);
