/** How the package is entered: TensorFlow.js by its own door, and by no other. Runs the built files: build first. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Packages of TensorFlow.js that are loaded after a program has run. */
function loadedBy(program: string): string[] {
  const count = `
    const { createRequire } = await import('node:module');
    const files = Object.keys(createRequire(process.cwd() + '/')('node:module')._cache);
    const names = files.map((file) => /@tensorflow[\\\\/]([^\\\\/]+)/.exec(file)?.[1]).filter(Boolean);
    process.stdout.write(JSON.stringify([...new Set(names)].sort()));`;
  const code = `${program}\n${count}`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root, encoding: 'utf8' }),
  );
}

it('utterly loads nothing of TensorFlow.js', () => {
  expect(loadedBy(`await import('utterly');`)).toEqual([]);
});

it('utterly/tfjs loads TensorFlow.js, and opening it one backend', () => {
  expect(loadedBy(`await import('utterly/tfjs');`)).toEqual(['tfjs-core', 'tfjs-layers']);
  const open = `
    const { openTfjs } = await import('utterly/tfjs');
    const tfjs = await openTfjs({ backend: 'cpu', threads: 1 });
    await tfjs.close();`;
  expect(loadedBy(open)).toEqual(['tfjs-backend-cpu', 'tfjs-core', 'tfjs-layers']);
});
