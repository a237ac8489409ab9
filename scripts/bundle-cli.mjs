// Joins the compiled program and the small packages it always needs to a few files in dist/bin: resolving and reading a
// hundred modules costs more than running them. Needs the development dependency rolldown.
import { chmodSync, renameSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, 'dist', 'src');
const target = join(root, 'dist', 'bin');

/** Packages that every command, clip or sentence needs; the others stay where they are and are loaded when needed. */
const INSIDE = ['commander', 'wav-decoder', 'alawmulaw', 'zod', 'entities/decode'];

/** Files are found beside the module that asks for them, wherever its code lies now. */
const originalPlace = {
  name: 'original-place',
  transform(code, id) {
    if (!id.startsWith(sources) || !code.includes('import.meta.url')) return null;
    const path = relative(target, id).split(sep).join('/');
    return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(path)}, import.meta.url).href`);
  },
};

/** Makes dist/bin/utterly.js of dist/src/cli/main.js. */
export async function bundleCli() {
  const bundle = await rolldown({
    input: { utterly: join(sources, 'cli', 'main.js') },
    platform: 'node',
    external: (id) => !id.startsWith('.') && !isAbsolute(id) && !INSIDE.includes(id),
    plugins: [originalPlace],
  });
  // Written beside and renamed: a command that runs meanwhile finds all of it or nothing.
  const part = `${target}.${process.pid}`;
  await bundle.write({ dir: part, format: 'esm', chunkFileNames: '[name]-[hash].js' });
  await bundle.close();
  chmodSync(join(part, 'utterly.js'), 0o755); // npx sets the run bit only once
  rmSync(target, { recursive: true, force: true });
  renameSync(part, target);
}
