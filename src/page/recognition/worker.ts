/** The page's recognising thread: the same code, kernels and model files as the server's, in the browser. */
import { SAMPLE_RATE_HZ } from '../../audio/audio-clip.js';
import { clipOfSamples, decodeAudio } from '../../audio/decode-audio.js';
import { InputError } from '../../errors.js';
import type { ModelFiles } from '../../model-files.js';
import { MOST_INSPECTED_SECONDS } from '../../speech/inspection.js';
import { openRecognizerFrom } from '../../speech/open-from-files.js';
import type { SpeechRecognizer } from '../../speech/recognizer-types.js';
import { fetchModel } from './model-store.js';
import type { Answer, Ask, Progress } from './protocol.js';

const LEXICON = 'lexicon-en';

const models = new Map<string, Promise<ModelFiles>>();
/** The last recogniser: asked again with the same words, it is there. */
let open: { key: string; recognizer: SpeechRecognizer } | undefined;
/** Questions are answered one after the other. */
let line: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<Ask>) => {
  line = line.then(async () => postMessage(await answer(data)));
});

async function answer({ id, model, headers, constraints, audio, nbest }: Ask): Promise<Answer> {
  try {
    const onProgress = (progress: Progress) => postMessage({ id, progress } satisfies Answer);
    const recognizer = await recognizerOf(model, headers, constraints, onProgress);
    if (!audio) {
      await warm(recognizer);
      return { id, opened: true };
    }
    const clip = await decodeAudio(audio);
    if (clip.durationSeconds > MOST_INSPECTED_SECONDS) {
      return { id, recognition: { transcript: recognizer.transcribe(clip, { nbest }) } };
    }
    const inspection = recognizer.inspect(clip, { nbest });
    return { id, recognition: { transcript: inspection.transcript, inspection } };
  } catch (error) {
    return { id, problem: explain(error) };
  }
}

/** Half a second of faint noise: enough to build all that recognising needs, before the first clip comes. */
async function warm(recognizer: SpeechRecognizer): Promise<void> {
  const samples = Float32Array.from({ length: SAMPLE_RATE_HZ / 2 }, (_, i) => 0.01 * Math.sin(i * i));
  recognizer.transcribe(await clipOfSamples(samples, SAMPLE_RATE_HZ));
}

async function recognizerOf(
  model: string,
  headers: Ask['headers'],
  constraints: Ask['constraints'],
  onProgress: (progress: Progress) => void,
): Promise<SpeechRecognizer> {
  const key = JSON.stringify([model, constraints]);
  if (open?.key === key) return open.recognizer;
  const [files, lexicon] = await filesOf([model, LEXICON], headers, onProgress);
  open?.recognizer.close();
  open = undefined;
  open = { key, recognizer: await openRecognizerFrom(files!, lexicon!, constraints) };
  return open.recognizer;
}

/** Files of several models, those at hand without another look; one progress for all. */
async function filesOf(
  names: readonly string[],
  headers: Ask['headers'],
  onProgress: (progress: Progress) => void,
): Promise<ModelFiles[]> {
  const parts = new Map<string, Progress>();
  const all = names.map((name) => {
    const known = models.get(name);
    if (known) return known;
    const fetching = fetchModel(name, headers, (progress) => {
      parts.set(name, progress);
      const sum = (key: keyof Progress) => [...parts.values()].reduce((total, part) => total + part[key], 0);
      onProgress({ loadedBytes: sum('loadedBytes'), totalBytes: sum('totalBytes') });
    });
    models.set(name, fetching);
    fetching.catch(() => models.delete(name)); // the next question tries again
    return fetching;
  });
  return Promise.all(all);
}

function explain(error: unknown) {
  if (error instanceof InputError) {
    const { code, found, expected, remedy } = error;
    return { code, found, expected, remedy };
  }
  return {
    code: 'internal-error',
    found: `a fault in the page: ${error instanceof Error ? error.message : String(error)}`,
    expected: 'an answer',
    remedy: 'Let the server recognise instead.',
  };
}
