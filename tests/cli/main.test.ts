import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../../src/speech/corpus/locations.js';

const root = packageFolder();

/** Runs the built executable; `listen: false` closes its output at once, `into` sends it elsewhere. */
function execute(
  args: string[],
  { listen = true, into }: { listen?: boolean; into?: number } = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(root, 'dist', 'bin', 'utterly.js'), ...args], {
    stdio: ['pipe', into ?? 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  if (listen) child.stdout?.on('data', (chunk) => (out += chunk));
  else child.stdout?.destroy();
  child.stderr!.on('data', (chunk) => (err += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

describe('the executable', () => {
  it('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await execute(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('exits with 2 on bad usage', async () => {
    const { code, out, err } = await execute(['transcribe', 'x.wav', '--model', 'no-such-model']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('model-not-found');
  });

  it('says nothing when its reader leaves', async () => {
    expect(await execute(['--help'], { listen: false })).toEqual({ code: 0, out: '', err: '' });
  });

  it('says when its output finds no room', async () => {
    const full = openSync('/dev/full', 'w');
    const { code, err } = await execute(['models'], { into: full });
    closeSync(full);
    expect(code).toBe(2);
    expect(err).toMatch(/^utterly: output-unwritable: found ENOSPC .*\n$/);
  });
});
