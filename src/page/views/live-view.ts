/** Speech → captions while it is said: what may still change is pale, what is final stays. */
import type { ListedModel } from '../api.js';
import { type Recording, record } from '../audio/recorder.js';
import { byId, make } from '../dom.js';
import { hideProblem, showProblem } from '../problem.js';
import { type Caption, CaptionStream } from '../recognition/caption-stream.js';

export class LiveView {
  private recording: Recording | undefined;
  private stream: CaptionStream | undefined;
  private readonly button = byId<HTMLButtonElement>('live-button');

  constructor(models: readonly ListedModel[]) {
    const hearing = models.filter(({ kind }) => kind.startsWith('speech-'));
    byId('live-model').replaceChildren(
      ...hearing.map((model) =>
        make('option', { value: model.id, textContent: model.id, selected: model.default }),
      ),
    );
    this.button.addEventListener('click', () => void this.toggle());
  }

  /** Lets go of the microphone: another view is opened. */
  leave(): void {
    if (this.recording) void this.stop();
  }

  private async toggle(): Promise<void> {
    hideProblem();
    this.button.disabled = true;
    try {
      await (this.recording ? this.stop() : this.start());
    } catch (error) {
      this.show(false);
      showProblem(error);
    } finally {
      this.button.disabled = false;
      this.button.focus();
    }
  }

  private async start(): Promise<void> {
    byId('captions').replaceChildren();
    byId('partial').textContent = '';
    const meter = byId<HTMLMeterElement>('live-meter');
    const recording = await record((samples) => {
      this.stream?.push(samples);
      const loudest = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      meter.value = Math.max(loudest, 0.95 * meter.value);
    });
    this.recording = recording;
    this.stream = new CaptionStream({
      model: byId<HTMLSelectElement>('live-model').value,
      sampleRateHz: recording.sampleRateHz,
      onCaption: showCaption,
      onEnd: (error) => {
        this.stream = undefined;
        byId('partial').textContent = '';
        if (this.recording) void this.stop();
        if (error) showProblem(error);
      },
    });
    this.show(true);
  }

  private async stop(): Promise<void> {
    const { recording, stream } = this;
    this.recording = undefined;
    this.show(false);
    await recording?.stop();
    stream?.end();
  }

  private show(isOn: boolean): void {
    this.button.textContent = isOn ? 'Stop' : 'Speak';
    this.button.setAttribute('aria-pressed', String(isOn));
    byId('live-level').hidden = !isOn;
    byId<HTMLSelectElement>('live-model').disabled = isOn;
  }
}

function showCaption({ type, text, start, end }: Caption): void {
  byId('partial').textContent = type === 'partial' ? text.toLowerCase() : '';
  if (type === 'partial' || text === '') return;
  const time = make('span', { className: 'time', textContent: `${start.toFixed(1)}–${end.toFixed(1)} s` });
  byId('captions').append(make('li', {}, time, make('span', { textContent: text.toLowerCase() })));
}
