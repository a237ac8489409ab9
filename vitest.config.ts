import { defineConfig } from 'vitest/config';

/** The fast tests: everything under tests/ but the corpus-sized checks. */
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/**/*.corpora.test.ts', 'node_modules/**'],
    testTimeout: 60_000,
    pool: 'forks',
    // Vitest leaves a core to itself; of two that is half, and many tests wait more than they work.
    maxWorkers: '100%',
  },
});
