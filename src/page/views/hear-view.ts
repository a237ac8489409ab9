/** Clip → words: choose, drop or record one; see what was heard, how, and what one's own words or grammar change. */
import type { OpenRecognizerOptions, RecognizedWord } from '../../speech/recognizer-types.js';
import type { ListedModel } from '../api.js';
import { type Clip, openClip } from '../audio/clip.js';
import { Player } from '../audio/player.js';
import { byId, make, settled } from '../dom.js';
import { hideProblem, showProblem } from '../problem.js';
import { BrowserEngine } from '../recognition/browser-engine.js';
import type { Engine } from '../recognition/engine.js';
import type { Progress, Recognition } from '../recognition/protocol.js';
import { ServerEngine } from '../recognition/server-engine.js';
import { showDifference } from './difference-part.js';
import { PicturesPart } from './pictures-part.js';
import { listenForClips } from './sources-part.js';
import { showSpokenVerdict } from './spoken-verdict.js';
import { markWord, showTranscript } from './transcript-part.js';

const READINGS = 5;

type Place = 'server' | 'browser';

export class HearView {
  private readonly server = new ServerEngine();
  private browser: BrowserEngine | undefined;
  private readonly pictures = new PicturesPart();
  private readonly player = new Player((seconds) => this.mark(seconds));
  private clip: Clip | undefined;
  private shown: Recognition | undefined;
  /** What was heard of the clip without the visitor's words, by model and place. */
  private plain: { key: string; recognition: Recognition } | undefined;
  /** Counts questions: answers to older ones are not shown. */
  private asked = 0;

  constructor(private readonly models: readonly ListedModel[]) {
    const hearing = models.filter(({ kind }) => kind.startsWith('speech-'));
    this.model.replaceChildren(
      ...hearing.map((model) =>
        make('option', { value: model.id, textContent: model.id, selected: model.default }),
      ),
    );
    listenForClips((name, file) => void this.take(name, file));
    const again = () => void this.recognize();
    this.model.addEventListener('change', () => void this.prepare().then(again));
    for (const radio of document.querySelectorAll('input[name=place]')) {
      radio.addEventListener('change', () => void this.prepare().then(again));
    }
    const soon = settled(again, 500);
    for (const id of ['vocabulary', 'grammar']) byId(id).addEventListener('input', soon);
    byId('play').addEventListener('click', () => this.clip && this.player.play(this.clip));
  }

  private get model(): HTMLSelectElement {
    return byId<HTMLSelectElement>('model');
  }

  private get place(): Place {
    return document.querySelector<HTMLInputElement>('input[name=place]:checked')!.value as Place;
  }

  private get constraints(): OpenRecognizerOptions {
    const grammar = byId<HTMLTextAreaElement>('grammar').value;
    const vocabulary = byId<HTMLTextAreaElement>('vocabulary').value;
    return { ...(grammar.trim() && { grammar }), ...(vocabulary.trim() && { vocabulary }) };
  }

  private engine(): Engine {
    if (this.place === 'server') return this.server;
    this.browser ??= new BrowserEngine();
    return this.browser;
  }

  private async take(name: string, file: Blob): Promise<void> {
    hideProblem();
    this.player.stop();
    try {
      this.clip = await openClip(name, file);
    } catch (error) {
      showProblem(error);
      return;
    }
    this.plain = undefined;
    await this.recognize();
  }

  /** Fetches the model as soon as it is wished for. */
  private async prepare(): Promise<void> {
    hideProblem();
    try {
      await this.engine().prepare(this.model.value, showProgress);
      byId('status').textContent =
        this.place === 'browser' ? 'The model is here; the server is not needed.' : '';
    } catch (error) {
      byId('status').textContent = '';
      showProblem(error);
    }
  }

  private async recognize(): Promise<void> {
    const { clip, constraints } = this;
    if (!clip) return;
    hideProblem();
    const asked = ++this.asked;
    const key = `${this.model.value} ${this.place}`;
    const status = byId('status');
    status.textContent = 'Listening …';
    try {
      const ask = (own: OpenRecognizerOptions) => {
        const request = { model: this.model.value, clip, constraints: own, nbest: READINGS };
        return this.engine().recognize(request, showProgress);
      };
      const begun = performance.now();
      const isPlain = Object.keys(constraints).length === 0;
      const recognition = await ask(constraints);
      const milliseconds = performance.now() - begun;
      if (asked !== this.asked) return;
      if (isPlain) this.plain = { key, recognition };
      else if (this.plain?.key !== key) this.plain = { key, recognition: await ask({}) };
      if (asked !== this.asked) return;
      status.textContent = '';
      this.show(clip, recognition, milliseconds);
    } catch (error) {
      if (asked !== this.asked) return;
      status.textContent = '';
      showProblem(error);
    }
  }

  private show(clip: Clip, recognition: Recognition, milliseconds: number): void {
    const { transcript } = recognition;
    this.shown = recognition;
    byId('result').hidden = false;
    byId('clip-name').textContent = clip.name;
    showTranscript(transcript, ({ startSeconds, endSeconds }: RecognizedWord) =>
      this.player.play(clip, startSeconds, endSeconds),
    );
    const where = this.place === 'server' ? 'by the server' : 'in this browser';
    byId('meta').textContent =
      `${clip.durationSeconds.toFixed(1)} s of sound, recognised ${where} in ${(milliseconds / 1000).toFixed(2)} s by ${this.model.value}`;
    const kind = this.models.find(({ id }) => id === this.model.value)?.kind;
    byId('posteriors-text').textContent =
      kind === 'speech-nn'
        ? 'The recurrent network maps cepstra to the probability of each phone;'
        : 'Gaussian mixtures map cepstra to the probability of each phone;';
    byId('heard').textContent = transcript.text ? `Heard: ${transcript.text.toLowerCase()}` : 'No words.';
    showDifference(
      this.plain?.recognition.transcript.text ?? transcript.text,
      transcript.text,
      this.constraints,
    );
    this.pictures.show(clip, recognition);
    void showSpokenVerdict(transcript);
  }

  private mark(seconds: number | undefined): void {
    this.pictures.mark(seconds);
    markWord(this.shown?.transcript.words ?? [], seconds);
  }
}

function showProgress({ loadedBytes, totalBytes }: Progress): void {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  byId('status').textContent = `Fetching the model: ${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB`;
}
