// Compiles src/rnn/kernels/assembly into dist/src/rnn/kernels/kernels-{simd,fma}.wasm; does nothing when they are newer
// than their sources. Needs the development dependency assemblyscript.
import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, 'src', 'rnn', 'kernels', 'assembly');
const target = join(root, 'dist', 'src', 'rnn', 'kernels');

/** Builds both variants. Throws with the compiler's own words when a source does not compile. */
export async function buildKernels() {
  const newest = Math.max(...readdirSync(sources).map((name) => statSync(join(sources, name)).mtimeMs));
  const builds = ['simd', 'fma'].map((build) => ({ build, file: join(target, `kernels-${build}.wasm`) }));
  const stale = builds.filter(({ file }) => !(statSync(file, { throwIfNoEntry: false })?.mtimeMs > newest));
  if (stale.length === 0) return;
  const asc = await import('assemblyscript/asc');
  mkdirSync(target, { recursive: true });
  for (const { build, file } of stale) {
    // Written beside and renamed: a test that runs meanwhile never reads half a file.
    const part = `${file}.${process.pid}`;
    const config = ['--config', join(sources, 'asconfig.json'), '--target', build, '--outFile', part];
    const { error, stderr } = await asc.main([join(sources, 'index.ts'), ...config]);
    if (error) throw new Error(`The ${build} kernels do not compile:\n${stderr}`);
    renameSync(part, file);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildKernels();
