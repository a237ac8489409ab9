/** Plays a stretch of a clip and tells where it is. */
import type { Clip } from './clip.js';

export class Player {
  private context: AudioContext | undefined;
  private source: AudioBufferSourceNode | undefined;

  /** @param onTime - told in every picture of the screen; `undefined` when it is over. */
  constructor(private readonly onTime: (seconds: number | undefined) => void) {}

  play({ samples, durationSeconds }: Clip, from = 0, to = durationSeconds): void {
    this.stop();
    this.context ??= new AudioContext();
    const { context } = this;
    void context.resume();
    const buffer = context.createBuffer(1, samples.length, 16000);
    buffer.copyToChannel(samples as Float32Array<ArrayBuffer>, 0);
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(context.destination);
    const begun = context.currentTime;
    source.start(0, from, to - from);
    this.source = source;
    source.onended = () => {
      if (this.source === source) this.stop();
    };
    const tick = () => {
      if (this.source !== source) return;
      this.onTime(Math.min(to, from + context.currentTime - begun));
      requestAnimationFrame(tick);
    };
    tick();
  }

  stop(): void {
    const { source } = this;
    this.source = undefined;
    source?.stop();
    this.onTime(undefined);
  }
}
