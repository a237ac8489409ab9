/** `npm run corpora -- NAME…`: fetches public corpora, checks and unpacks them. */
import { Command } from 'commander';
import { endOnClosedPipe } from '../src/cli/closed-pipe.js';
import { EXIT_INPUT, EXIT_OK, Failures } from '../src/cli/failures.js';
import { type Progress, startProgress } from '../src/cli/progress.js';
import { corporaFolder } from '../src/speech/corpus/locations.js';
import { fetchCorpus } from './corpora/fetch-corpus.js';
import { findCorpora, readRegistry } from './corpora/registry.js';

const { stdout, stderr } = process;
endOnClosedPipe(stdout, stderr);
const registry = readRegistry();
const failures = new Failures(stderr, false);

let bar: Progress | undefined;
let shownMegabytes = 0;

/** Shows a bar from the first bytes of a file on, if the server tells its size. */
function showBytes(received: number, total: number | undefined): void {
  if (total === undefined) return;
  bar ??= startProgress(stderr, Math.ceil(total / 1e6), 'MB');
  const megabytes = Math.floor(received / 1e6);
  bar.advance(megabytes - shownMegabytes);
  shownMegabytes = megabytes;
}

function endBar(): void {
  bar?.stop();
  bar = undefined;
  shownMegabytes = 0;
}

function log(line: string): void {
  endBar();
  stderr.write(`${line}\n`);
}

interface CorporaOptions {
  mirror?: string;
  to: string;
}

async function fetchAll(names: string[], { mirror, to }: CorporaOptions): Promise<void> {
  if (names.length === 0)
    for (const { name, title } of registry) stdout.write(`${name.padEnd(16)} ${title}\n`);
  for (const corpus of findCorpora(registry, names)) {
    try {
      await fetchCorpus(corpus, { to, log, onProgress: showBytes, ...(mirror !== undefined && { mirror }) });
    } catch (error) {
      endBar();
      failures.report(error, corpus.name);
    }
  }
}

const program = new Command('corpora')
  .description('Fetch public corpora, check and unpack them. Without a name: list them.')
  .argument('[names...]', 'corpora to fetch')
  .option('--mirror <folder>', 'take the archives from this folder instead of the network')
  .option('--to <folder>', 'where they are unpacked; UTTERLY_CORPORA sets the default', corporaFolder())
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? EXIT_OK : EXIT_INPUT))
  .action(fetchAll);

await program.parseAsync().catch((error: unknown) => failures.report(error));
process.exitCode = failures.exitCode;
