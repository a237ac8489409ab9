import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TrainingBar } from '../../src/cli/progress.js';
import type { StepProgress } from '../../src/rnn/train/training-run.js';

class Stream extends Writable {
  text = '';
  // What cli-progress asks a terminal for.
  columns = 200;
  constructor(readonly isTTY: boolean) {
    super();
  }
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const step = (batch: number, secondsLeft: number): StepProgress => ({
  ...{ epoch: 1, epochs: 2, batch, batches: 10, loss: 0.25, secondsLeft },
});

describe('the bar of a training', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('shows share, epoch, loss and the time left on a terminal', () => {
    const stream = new Stream(true);
    const bar = new TrainingBar(stream);
    bar.step(step(1, 3_900));
    expect(stream.text).toContain('55 %, epoch 2 of 2, loss 0.2500, 1 h 05 min left');
    vi.advanceTimersByTime(1000);
    bar.step(step(9, 30));
    vi.advanceTimersByTime(1000);
    expect(stream.text).toContain('95 %, epoch 2 of 2, loss 0.2500, 30 s left');
    bar.stop();
  });

  it('makes room for lines, comes back below them, and gives the cursor back at its end', () => {
    const stream = new Stream(true);
    const bar = new TrainingBar(stream);
    bar.step(step(1, 90));
    bar.log('an epoch is over');
    const afterLine = stream.text.length;
    // Nothing is drawn over the line.
    vi.advanceTimersByTime(5000);
    expect(stream.text).toHaveLength(afterLine);
    bar.step(step(2, 90));
    expect(stream.text.slice(afterLine)).toContain('60 %');
    bar.step(step(10, 0));
    const ended = stream.text;
    expect(ended.lastIndexOf('\x1b[?25h')).toBeGreaterThan(ended.lastIndexOf('\x1b[?25l'));
    vi.advanceTimersByTime(5000);
    expect(stream.text).toBe(ended);
  });

  it('tells the time left of Gaussians from the pace of this process, stages kept from before not counted', () => {
    const stream = new Stream(true);
    const bar = new TrainingBar(stream);
    const rest = {
      stage: 'triphones',
      iterations: 10,
      gaussians: 9,
      logLikelihoodPerFrame: -1,
      unaligned: 0,
    };
    bar.iteration({ ...rest, iteration: 1, done: 11, total: 20 });
    expect(stream.text).toContain('55 %, triphones, … left');
    vi.advanceTimersByTime(20_000);
    bar.iteration({ ...rest, iteration: 3, done: 13, total: 20 });
    vi.advanceTimersByTime(1000);
    expect(stream.text).toContain('65 %, triphones, 70 s left');
    bar.stop();
  });

  it('writes only the lines elsewhere', () => {
    const stream = new Stream(false);
    const bar = new TrainingBar(stream);
    bar.step(step(1, 90));
    bar.log('an epoch is over');
    bar.stop();
    expect(stream.text).toBe('an epoch is over\n');
  });
});
