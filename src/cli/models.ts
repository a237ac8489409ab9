/** `utterly models`: the models that come with the package. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { folderBytes, modelNames } from '../installed-models.js';
import { Failures } from './failures.js';
import { outputOption } from './options.js';
import type { Surroundings } from './surroundings.js';

/** Adds the command; its action returns the exit code through `finish`. */
export function addModels(program: Command, surroundings: Surroundings, finish: (code: number) => void) {
  program
    .command('models')
    .summary('list the models that come with the package')
    .description('List the models that come with the package: kind, size, training data and results.')
    .addOption(
      outputOption(
        ['txt', 'json'],
        'txt: a paragraph each; json: one object a line with all that model.json says',
      ),
    )
    .action(async (_: unknown, command: Command) => {
      const { output, verbose } = command.optsWithGlobals<{ output: string; verbose?: boolean }>();
      finish(await listModels(output, verbose === true, surroundings));
    });
}

async function listModels(output: string, verbose: boolean, { stdout, stderr, modelsFolder }: Surroundings) {
  const { readModelJson } = await import('../model-folder.js');
  const failures = new Failures(stderr, verbose);
  const names = modelNames(modelsFolder);
  if (names.length === 0) stderr.write(`utterly: no models in ${modelsFolder}\n`);
  for (const name of names) {
    const folder = join(modelsFolder, name);
    try {
      const { weights: _, ...about } = readModelJson(folder);
      const listing = { ...about, name, folder, sizeBytes: folderBytes(folder) };
      stdout.write(output === 'json' ? `${JSON.stringify(listing)}\n` : formatText(listing));
    } catch (error) {
      failures.report(error, folder);
    }
  }
  return failures.exitCode;
}

/** What model.json may say beyond its kind, told in this order. */
const TOLD = ['data', 'results', 'licence'];

function formatText({
  name,
  kind,
  description,
  sizeBytes,
  ...more
}: {
  name: string;
  kind: string;
  description: string;
  sizeBytes: number;
}): string {
  const lines = [`${name}  (${kind}, ${(sizeBytes / 1e6).toFixed(1)} MB)`, `  ${description}`];
  for (const [key, value] of Object.entries(more))
    if (TOLD.includes(key)) lines.push(`  ${key}: ${plain(value)}`);
  return `${lines.join('\n')}\n`;
}

/** A JSON value in one line without brackets and quotes: `a; b` for a list, `key value` pairs for an object. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join('; ');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, part]) => `${key} ${plain(part)}`)
      .join(', ');
  }
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);
}
