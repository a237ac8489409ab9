import { defineConfig } from 'vitest/config';

/** TensorFlow.js keeps its backends in globals, and a backend once tried is not tried again. */
const WITH_GLOBALS = ['tests/rnn/tfjs/**/*.test.ts'];

/** The fast tests: everything under tests/ but the corpus-sized checks. */
export default defineConfig({
  test: {
    exclude: ['tests/**/*.corpora.test.ts', 'node_modules/**'],
    testTimeout: 60_000,
    pool: 'forks',
    // Vitest leaves a core to itself; of two that is half, and many tests wait more than they work.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        // No test changes what another one sees: files share a process and what it has loaded, a quarter of the time less.
        test: { name: 'shared', include: ['tests/**/*.test.ts'], exclude: WITH_GLOBALS, isolate: false },
      },
      { extends: true, test: { name: 'globals', include: WITH_GLOBALS } },
    ],
  },
});
