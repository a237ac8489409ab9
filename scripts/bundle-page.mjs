// Makes the demo page of `utterly serve` in dist/page: its modules joined by rolldown, and the kernels beside them.
import { copyFileSync, cpSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, 'src', 'page');
const kernels = join(root, 'dist', 'src', 'rnn', 'kernels');
const target = join(root, 'dist', 'page');

/** What the recogniser asks of Node, answered by the page's own files. */
const INSTEAD = {
  'node:zlib': join(sources, 'instead', 'zlib.ts'),
  'node:module': join(sources, 'instead', 'module.ts'),
};

/** Makes dist/page of src/page. The kernels must have been built. */
export async function bundlePage() {
  const bundle = await rolldown({
    input: {
      main: join(sources, 'main.ts'),
      'recognition-worker': join(sources, 'recognition', 'worker.ts'),
      'offline-worker': join(sources, 'offline-worker.ts'),
      'recorder-worklet': join(sources, 'audio', 'recorder-worklet.ts'),
    },
    platform: 'browser',
    transform: { define: { global: 'globalThis' } }, // wav-decoder's name for it
    // Parts for Node alone stand behind `isNode` and are never imported.
    external: (id) => id.startsWith('node:') && !(id in INSTEAD),
    resolve: { alias: INSTEAD, extensionAlias: { '.js': ['.ts', '.js'] }, mainFields: ['main'] },
  });
  // Written beside and renamed: a server that runs meanwhile finds all of it or nothing.
  const part = `${target}.${process.pid}`;
  const { output } = await bundle.write({
    dir: part,
    format: 'esm',
    chunkFileNames: '[name]-[hash].js',
    minify: true,
  });
  await bundle.close();
  requireBrowserCode(output);
  cpSync(join(sources, 'static'), part, { recursive: true });
  for (const name of readdirSync(kernels).filter((name) => name.endsWith('.wasm'))) {
    copyFileSync(join(kernels, name), join(part, name));
  }
  writeFileSync(join(part, 'page-files.json'), JSON.stringify(readdirSync(part)));
  rmSync(target, { recursive: true, force: true });
  renameSync(part, target);
}

/** A module that imports something of Node at its top would keep the page's thread from starting. */
function requireBrowserCode(output) {
  for (const { fileName, imports = [], modules = {} } of output) {
    const builtins = imports.filter((id) => id.startsWith('node:'));
    if (builtins.length === 0) continue;
    const own = Object.keys(modules)
      .filter((id) => id.startsWith(root))
      .map((id) => id.slice(root.length + 1));
    throw new Error(
      `The page's ${fileName} would import ${builtins.join(', ')}: keep files for Node out of what the recogniser imports (now ${own.join(', ')}).`,
    );
  }
}
