/** `utterly serve` in a process of its own, started as users start it, on any free port. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../src/speech/corpus/locations.js';

export interface ServerProcess extends AsyncDisposable {
  url: string;
  pid: number;
}

/** Resolves once the server answers. @param args - after those for the port and the log */
export async function startServerProcess(args: readonly string[]): Promise<ServerProcess> {
  const root = packageFolder();
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    bin: { utterly: string };
  };
  const all = [join(root, bin.utterly), 'serve', '--port', '0', '--quiet', ...args];
  const server = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  const [line] = await Promise.race([
    once(server.stdout, 'data'),
    ended.then(() => Promise.reject(new Error('the server ended before it answered'))),
  ]);
  return {
    url: String(line).trim(),
    pid: server.pid!,
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}
