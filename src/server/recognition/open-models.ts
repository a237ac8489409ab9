/** The recognisers a worker keeps open: each plain model for good, the last one with a client's own words or grammar. */
import { openRecognizer } from '../../speech/open-recognizer.js';
import type { OpenRecognizerOptions, SpeechRecognizer } from '../../speech/recognizer-types.js';

/** Not to be used by two tasks at once; a worker does one after the other. */
export class OpenModels {
  private readonly plain = new Map<string, SpeechRecognizer>();
  /** Kept because a page or a stream asks again and again with the same words. */
  private constrained: { key: string; recognizer: SpeechRecognizer } | undefined;

  async get(model: string, constraints: OpenRecognizerOptions): Promise<SpeechRecognizer> {
    if (Object.values(constraints).every((value) => value === undefined)) {
      let recognizer = this.plain.get(model);
      if (!recognizer) {
        recognizer = await openRecognizer(model);
        this.plain.set(model, recognizer);
      }
      return recognizer;
    }
    const key = JSON.stringify([model, constraints]);
    if (this.constrained?.key !== key) {
      this.constrained?.recognizer.close();
      this.constrained = undefined; // should opening fail, nothing half open is found here
      this.constrained = { key, recognizer: await openRecognizer(model, constraints) };
    }
    return this.constrained.recognizer;
  }
}
