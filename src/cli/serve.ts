/** `utterly serve`: recognition for programs and browsers, until it is told to stop. */
import type { Command } from 'commander';
import { MOST_TIMER_SECONDS } from '../platform.js';
import { EXIT_OK } from './failures.js';
import { integerFrom } from './options.js';
import type { Surroundings } from './surroundings.js';

const seconds = integerFrom(1, MOST_TIMER_SECONDS);

interface ServeOptions {
  port: number;
  host: string;
  token?: string;
  model?: string[];
  threads?: number;
  queue: number;
  maxMegabytes: number;
  maxSeconds: number;
  deadline: number;
  maxStreams: number;
  maxStreamsPerClient: number;
  maxStreamSeconds: number;
  streamIdle: number;
  stalled?: number;
  quiet?: boolean;
}

/** Adds the command; its action returns the exit code through `finish`. */
export function addServe(
  program: Command,
  surroundings: Surroundings,
  version: string,
  finish: (code: number) => void,
) {
  program
    .command('serve')
    .summary('serve recognition over HTTP, for programs and for a browser')
    .description(
      "Serve recognition over HTTP: a page to open, and the routes of OpenAI's audio API, so that its clients work with another base URL.",
    )
    .option('-p, --port <number>', 'port; 0 takes any free one', integerFrom(0, 65_535), 8080)
    .option(
      '--host <address>',
      'address to listen on; any but a loopback one lets other machines in',
      '127.0.0.1',
    )
    .option(
      '--token <token>',
      'what clients must send as a bearer token; UTTERLY_TOKEN does not show in process lists',
    )
    .option(
      '-m, --model <name|folder...>',
      'models to serve, the default one first; all shipped ones unless given',
    )
    .option(
      '--threads <n>',
      'clips recognised at the same time; default one a core, at most 4',
      integerFrom(1),
    )
    .option('--queue <n>', 'clips that may wait; more are told to come again', integerFrom(0), 64)
    .option('--max-megabytes <n>', 'largest upload', integerFrom(1), 25)
    .option('--max-seconds <n>', 'longest clip', seconds, 600)
    .option('--deadline <seconds>', 'longest time until an answer, waiting included', seconds, 120)
    .option('--max-streams <n>', 'live streams at once', integerFrom(1), 32)
    .option('--max-streams-per-client <n>', 'live streams at once from one address', integerFrom(1), 8)
    .option('--max-stream-seconds <n>', 'longest live stream', seconds, 3600)
    .option('--stream-idle <seconds>', 'a live stream that is silent for so long is ended', seconds, 30)
    .option(
      '--stalled <seconds>',
      'a connection on which nothing moves for so long is dropped; default 30 more than --deadline',
      seconds,
    )
    .option('--quiet', 'no line on standard error for each request')
    .action(async (_: unknown, command: Command) => {
      await serve(command.optsWithGlobals<ServeOptions>(), surroundings, version);
      finish(EXIT_OK);
    });
}

async function serve(options: ServeOptions, surroundings: Surroundings, version: string): Promise<void> {
  const { stdout, stderr, modelsFolder } = surroundings;
  const [{ isOpenToAll, startServer }, { pino }] = await Promise.all([
    import('../server/serve.js'),
    import('pino'),
  ]);
  const { host, port, threads, queue, maxSeconds, deadline, stalled } = options;
  const { maxStreams, maxStreamsPerClient, maxStreamSeconds, streamIdle } = options;
  const token = options.token ?? (process.env.UTTERLY_TOKEN || undefined);
  const access = { host, ...(token !== undefined && { token }) };
  if (isOpenToAll(access))
    stderr.write(`utterly: warning: without --token anyone who reaches ${host} may use this server\n`);
  const server = await startServer({
    ...access,
    version,
    port,
    queue,
    maxSeconds,
    modelsFolder,
    ...(threads !== undefined && { threads }),
    models: options.model ?? [],
    maxUploadBytes: options.maxMegabytes * 2 ** 20,
    deadlineSeconds: deadline,
    maxStreams,
    maxStreamsPerClient,
    maxStreamSeconds,
    streamIdleSeconds: streamIdle,
    ...(stalled !== undefined && { stalledSeconds: stalled }),
    log: pino({ level: options.quiet ? 'warn' : 'info' }, stderr),
  });
  stdout.write(`${server.url}\n`);
  await surroundings.untilStopped();
  await server.close();
}
