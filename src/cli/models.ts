/** `utterly models`: the models that come with the package. */
import type { Command } from 'commander';
import { Failures } from './failures.js';
import { describeModel, type ModelListing, modelNames } from './model-folder.js';
import { outputOption } from './options.js';
import type { Surroundings } from './surroundings.js';

/** Adds the command; its action returns the exit code through `finish`. */
export function addModels(program: Command, surroundings: Surroundings, finish: (code: number) => void) {
  program
    .command('models')
    .summary('list the models that come with the package')
    .description('List the models that come with the package: kind, size, training data and results.')
    .addOption(
      outputOption(['txt', 'json'], 'txt: a paragraph each; json: one object a line with all of model.json'),
    )
    .action((_: unknown, command: Command) => {
      const { output, verbose } = command.optsWithGlobals<{ output: string; verbose?: boolean }>();
      const failures = new Failures(surroundings.stderr, verbose === true);
      const names = modelNames(surroundings.modelsFolder);
      if (names.length === 0)
        surroundings.stderr.write(`utterly: no models in ${surroundings.modelsFolder}\n`);
      for (const name of names) {
        try {
          const listing = describeModel(surroundings.modelsFolder, name);
          surroundings.stdout.write(output === 'json' ? formatJson(listing) : formatText(listing));
        } catch (error) {
          failures.report(error);
        }
      }
      finish(failures.exitCode);
    });
}

function formatJson({ name, folder, sizeBytes, description }: ModelListing): string {
  return `${JSON.stringify({ ...description, name, folder, sizeBytes })}\n`;
}

function formatText({ name, sizeBytes, description }: ModelListing): string {
  const lines = [
    `${name}  (${plain(description.kind ?? 'unknown kind')}, ${(sizeBytes / 1e6).toFixed(1)} MB)`,
  ];
  if (description.description !== undefined) lines.push(`  ${plain(description.description)}`);
  if (description.data !== undefined) lines.push(`  data: ${plain(description.data)}`);
  if (description.results !== undefined) lines.push(`  results: ${plain(description.results)}`);
  return `${lines.join('\n')}\n`;
}

/** A JSON value in one line without brackets and quotes: `a, b` for a list, `key value` pairs for an object. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join('; ');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, part]) => `${key} ${plain(part)}`)
      .join(', ');
  }
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);
}
