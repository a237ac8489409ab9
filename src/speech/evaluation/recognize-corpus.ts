/** A recogniser and a corpus → scores of every utterance and the time it took. */
import { readAudioFile } from '../../audio/read-audio.js';
import type { Utterance } from '../corpus/utterance.js';
import type { SpeechRecognizer, Transcript } from '../recognizer-types.js';
import type { RecognitionTiming } from './evaluation.js';
import { scoreUtterance, type UtteranceScore } from './utterance-score.js';

export interface RecognizeCorpusOptions {
  /** Reads a clip; replaceable for tests. */
  readAudio?: typeof readAudioFile;
  /** Told after each utterance; the transcript is missing where it failed. */
  onUtterance?: (score: UtteranceScore, transcript?: Transcript) => void;
  /** Told of clips that fail. */
  onFailure?: (error: unknown, id: string) => void;
}

/** Recognises every utterance; one that fails counts as heard empty, all its words deleted. */
export async function recognizeCorpus(
  recognizer: SpeechRecognizer,
  utterances: readonly Utterance[],
  { readAudio = readAudioFile, onUtterance, onFailure }: RecognizeCorpusOptions = {},
): Promise<{ scores: UtteranceScore[]; timing: RecognitionTiming }> {
  const scores: UtteranceScore[] = [];
  const timing = { audioSeconds: 0, recognitionSeconds: 0 };
  for (const { id, audio, text, speaker } of utterances) {
    let transcript: Transcript | undefined;
    try {
      const clip = await readAudio(audio);
      const begin = performance.now();
      transcript = recognizer.transcribe(clip);
      timing.recognitionSeconds += (performance.now() - begin) / 1000;
      timing.audioSeconds += clip.durationSeconds;
    } catch (error) {
      onFailure?.(error, id);
    }
    const score = scoreUtterance({
      id,
      reference: text,
      hypothesis: transcript?.text ?? '',
      ...(speaker !== undefined && { speaker }),
    });
    scores.push(score);
    onUtterance?.(score, transcript);
  }
  return { scores, timing };
}
