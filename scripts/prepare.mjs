// Builds dist/ at `npm install`. `npm ci --omit=dev` runs this too, when there is no compiler: then it leaves dist/ alone.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildKernels } from './build-kernels.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** The path of the TypeScript compiler, or undefined where development dependencies are not installed. */
function findCompiler() {
  try {
    return join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  } catch {
    return undefined;
  }
}

const compiler = findCompiler();
if (!compiler) {
  if (process.argv.includes('--force')) {
    process.stderr.write(
      'prepare: TypeScript is not installed; run `npm install` without --omit=dev first\n',
    );
    process.exit(1);
  }
  process.stderr.write('prepare: TypeScript is not installed, dist/ is left as it is\n');
} else {
  execFileSync(process.execPath, [compiler, '-p', root], { stdio: 'inherit', cwd: root });
  await buildKernels();
  const { bundleCli } = await import('./bundle-cli.mjs'); // not there without development dependencies
  await bundleCli();
  const { bundlePage } = await import('./bundle-page.mjs');
  await bundlePage();
}
