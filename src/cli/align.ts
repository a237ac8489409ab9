/** `utterly align FILE --text "…"`: when each word of a known text is said. */
import type { Command } from 'commander';
import { findModel } from '../installed-models.js';
import { ALIGNMENT_FORMATS, type AlignmentFormat, formatAlignment } from './alignment-format.js';
import { EXIT_OK } from './failures.js';
import { readAudio, readConstraints } from './files.js';
import { modelOption, outputOption, vocabularyOption } from './options.js';
import type { Surroundings } from './surroundings.js';

interface AlignOptions {
  text: string;
  model?: string;
  vocabulary?: string;
  output: AlignmentFormat;
  phones?: boolean;
}

/** Adds the command; its action returns the exit code through `finish`. */
export function addAlign(program: Command, surroundings: Surroundings, finish: (code: number) => void) {
  program
    .command('align')
    .summary('find when each word of a known text is said')
    .description('Find when each word of a known text is said. The text must be what is said, word for word.')
    .argument('<file>', 'audio file; - reads standard input')
    .requiredOption('-t, --text <text>', 'what is said; case and punctuation do not matter')
    .addOption(modelOption())
    .addOption(vocabularyOption())
    .addOption(
      outputOption(
        ALIGNMENT_FORMATS,
        'txt: word, start, end in seconds; json: one object; textgrid: for Praat; ctm: for NIST scoring tools',
      ),
    )
    .option('--phones', 'give phones too (json, textgrid) or instead of words (txt, ctm)')
    .action(async (file: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<AlignOptions>();
      const modelFolder = findModel(surroundings.modelsFolder, options.model);
      const engine = await surroundings.loadEngine();
      const { normalizeTranscript } = await import('../speech/corpus/utterance.js');
      using recognizer = await engine.openRecognizer(modelFolder, await readConstraints(options));
      const clip = await readAudio(file, engine, surroundings);
      const alignment = recognizer.align(clip, normalizeTranscript(options.text));
      const aligned = { file, durationSeconds: clip.durationSeconds, alignment };
      for (const { code, message } of clip.warnings) {
        surroundings.stderr.write(`utterly: ${file}: warning: ${code}: ${message}\n`);
      }
      surroundings.stdout.write(formatAlignment(aligned, options.output, options.phones === true));
      finish(EXIT_OK);
    });
}
