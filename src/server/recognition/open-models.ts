/** What a worker keeps open: each plain model for good, the last recogniser with a client's own words or grammar. */
import { openSentimentScorer } from '../../sentiment/open-scorer.js';
import type { SentimentScorer } from '../../sentiment/scorer.js';
import { openRecognizer } from '../../speech/open-recognizer.js';
import type { OpenRecognizerOptions, SpeechRecognizer } from '../../speech/recognizer-types.js';

/** Not to be used by two tasks at once; a worker does one after the other. */
export class OpenModels {
  private readonly plain = new Map<string, SpeechRecognizer>();
  /** Kept because a page or a stream asks again and again with the same words. */
  private constrained: { key: string; recognizer: SpeechRecognizer } | undefined;

  private readonly scorers = new Map<string, SentimentScorer>();

  async scorer(model: string): Promise<SentimentScorer> {
    let scorer = this.scorers.get(model);
    if (!scorer) {
      scorer = await openSentimentScorer(model);
      this.scorers.set(model, scorer);
    }
    return scorer;
  }

  async recognizer(model: string, constraints: OpenRecognizerOptions): Promise<SpeechRecognizer> {
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
