import { defineConfig } from 'vitest/config';

/** The corpus-sized checks: they read `UTTERLY_CORPORA` and skip loudly where a corpus is missing. */
export default defineConfig({
  test: {
    include: ['tests/**/*.corpora.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: 'forks',
    fileParallelism: false,
  },
});
