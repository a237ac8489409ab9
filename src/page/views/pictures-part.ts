/** All pictures of a clip on one axis of time, described in words too, with a line where it is being played. */
import type { Clip } from '../audio/clip.js';
import { byId, settled } from '../dom.js';
import { GUTTER } from '../pictures/canvas.js';
import { drawCepstra, drawPosteriors, drawTrellis } from '../pictures/frames.js';
import { drawWaveform } from '../pictures/waveform.js';
import type { Recognition } from '../recognition/protocol.js';

const canvasOf = (id: string) => byId<HTMLCanvasElement>(id);

export class PicturesPart {
  private shown: { clip: Clip; recognition: Recognition } | undefined;

  constructor() {
    const again = settled(() => this.draw(), 60);
    addEventListener('resize', again);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
  }

  show(clip: Clip, recognition: Recognition): void {
    this.shown = { clip, recognition };
    this.draw();
  }

  /** @param seconds - where the clip is being played, or nothing where it is not */
  mark(seconds: number | undefined): void {
    const line = byId('playhead');
    line.hidden = seconds === undefined || !this.shown;
    if (seconds === undefined || !this.shown) return;
    const span = canvasOf('waveform').clientWidth - GUTTER;
    line.style.transform = `translateX(${GUTTER + (span * seconds) / this.shown.clip.durationSeconds}px)`;
  }

  private draw(): void {
    if (!this.shown) return;
    const { clip, recognition } = this.shown;
    const { transcript, inspection } = recognition;
    const seconds = clip.durationSeconds;
    drawWaveform(canvasOf('waveform'), clip, transcript.words);
    const said = transcript.text ? `, words: ${transcript.text}` : '';
    describe('waveform', `Waveform of ${seconds.toFixed(1)} seconds${said}`);
    for (const id of ['cepstra', 'posteriors', 'trellis']) canvasOf(id).parentElement!.hidden = !inspection;
    if (!inspection) return;
    const { cepstra, posteriors, phones, states } = inspection;
    drawCepstra(canvasOf('cepstra'), inspection, seconds);
    describe('cepstra', `${cepstra.rows} frames of ${cepstra.columns} cepstral coefficients`);
    drawPosteriors(canvasOf('posteriors'), inspection, seconds);
    describe('posteriors', `Probability of ${phones.length} phones in each of ${posteriors.rows} frames`);
    canvasOf('trellis').parentElement!.hidden = states.length === 0;
    drawTrellis(canvasOf('trellis'), inspection, seconds);
    const path = states.filter(({ position }) => position === 0).map(({ phone }) => phone);
    describe('trellis', `Best path through ${states.length} states of the phones ${path.join(' ')}`);
  }
}

function describe(id: string, text: string): void {
  canvasOf(id).setAttribute('aria-label', text);
}
