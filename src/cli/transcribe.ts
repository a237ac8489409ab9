/** `utterly transcribe FILE…`: what was said. */
import type { Command } from 'commander';
import { InputError, type Warning } from '../errors.js';
import { findModel } from '../installed-models.js';
import type { SpeechRecognizer, Transcript } from '../speech/recognizer-types.js';
import { Failures } from './failures.js';
import { readAudio, readConstraints } from './files.js';
import { grammarOption, integerFrom, modelOption, outputOption, vocabularyOption } from './options.js';
import { openListener } from './spoken-sentiment.js';
import type { Engine, Surroundings } from './surroundings.js';
import { formatTranscript, TRANSCRIPT_FORMATS, type TranscriptFormat } from './transcript-format.js';

interface TranscribeOptions {
  model?: string;
  output: TranscriptFormat;
  words?: boolean;
  nbest?: number;
  sentiment?: boolean;
  sentimentModel?: string;
  grammar?: string;
  vocabulary?: string;
  verbose?: boolean;
}

/** Readings that have a say in the sentiment. */
const READINGS = 20;

/** Adds the command; its action returns the exit code through `finish`. */
export function addTranscribe(program: Command, surroundings: Surroundings, finish: (code: number) => void) {
  program
    .command('transcribe')
    .summary('write down what is said in audio files')
    .description('Write down what is said in audio files: WAV, FLAC or NIST SPHERE, any rate and channels.')
    .argument('<file...>', 'audio files; - reads standard input')
    .addOption(modelOption())
    .addOption(
      outputOption(
        TRANSCRIPT_FORMATS,
        'txt: the text; json: one object a line and file, with words, times and confidences; srt, vtt: captions of one file',
      ),
    )
    .option('--words', 'txt only: start, end, word and confidence, one word a line; json always has them')
    .option(
      '--nbest <n>',
      'also give the n best readings with their log probabilities; 5 to 10 is plenty for rescoring',
      integerFrom(1, 1000),
    )
    .option(
      '--sentiment',
      'txt, json: also say whether the speaker is for or against, by all likely readings, each as far as it is believed',
    )
    .option('--sentiment-model <name|folder>', 'the model of --sentiment; default sentiment-en')
    .addOption(grammarOption())
    .addOption(vocabularyOption())
    .action(async (files: string[], _: unknown, command: Command) => {
      finish(await transcribe(files, command.optsWithGlobals<TranscribeOptions>(), surroundings));
    });
}

async function transcribe(files: string[], options: TranscribeOptions, surroundings: Surroundings) {
  checkOptions(files, options);
  const failures = new Failures(surroundings.stderr, options.verbose === true);
  const modelFolder = findModel(surroundings.modelsFolder, options.model);
  const engine = await surroundings.loadEngine();
  using recognizer = await engine.openRecognizer(modelFolder, await readConstraints(options));
  using listener = await openListener(options, surroundings);
  for (const file of files) {
    try {
      const transcript = await recognize(file, recognizer, engine, options, surroundings);
      const style = {
        words: options.words === true,
        alternatives: options.nbest !== undefined,
        ...(files.length > 1 && { label: file }),
      };
      const opinion = listener?.judge(transcript.alternatives);
      const told = { ...transcript, alternatives: transcript.alternatives.slice(0, options.nbest ?? 1) };
      surroundings.stdout.write(formatTranscript(file, told, options.output, style, opinion));
      // JSON carries its warnings itself.
      if (options.output !== 'json') {
        for (const { code, message } of transcript.warnings) {
          surroundings.stderr.write(`utterly: ${file}: warning: ${code}: ${message}\n`);
        }
      }
    } catch (error) {
      failures.report(error, file);
    }
  }
  return failures.exitCode;
}

/** What cannot be done together is refused: an option that does nothing misleads. */
function checkOptions(files: readonly string[], options: TranscribeOptions): void {
  const { output, words, nbest, sentiment, sentimentModel } = options;
  if (output === 'srt' || output === 'vtt') {
    if (files.length > 1) {
      throw new InputError({
        code: 'usage-several-captions',
        found: `${files.length} files for one ${output} output`,
        expected: 'one file',
        remedy: 'Run the command once per file.',
      });
    }
    const asked = [sentiment && '--sentiment', words && '--words', nbest && '--nbest'].find(Boolean);
    if (asked) {
      throw new InputError({
        code: 'usage-captions',
        found: `${asked} with ${output} output`,
        expected: 'txt or json, captions have no place for it',
        remedy: 'Add -o json.',
      });
    }
  }
  if (sentimentModel !== undefined && !sentiment) {
    throw new InputError({
      code: 'usage-sentiment-model',
      found: '--sentiment-model without --sentiment',
      expected: 'both, or neither',
      remedy: 'Add --sentiment.',
    });
  }
}

async function recognize(
  file: string,
  recognizer: SpeechRecognizer,
  engine: Engine,
  { nbest, sentiment }: TranscribeOptions,
  surroundings: Surroundings,
): Promise<Transcript> {
  const clip = await readAudio(file, engine, surroundings);
  const transcript = recognizer.transcribe(clip, {
    ...(sentiment === true && { nbest: Math.max(nbest ?? 1, READINGS) }),
    ...(sentiment !== true && nbest !== undefined && { nbest }),
  });
  return { ...transcript, warnings: mergeWarnings(clip.warnings, transcript.warnings) };
}

/** Remarks of the audio reader and of the recogniser, each once: a recogniser may pass the reader's on. */
function mergeWarnings(...lists: readonly (readonly Warning[])[]): Warning[] {
  return [
    ...new Map(lists.flat().map((warning) => [`${warning.code} ${warning.message}`, warning])).values(),
  ];
}
