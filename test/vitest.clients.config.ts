import { defineConfig } from 'vitest/config';

/** Real clients against the built server. They are fetched, so this is not part of `npm test`. `test/clients/run.ts` starts it. */
export default defineConfig({
  test: {
    include: ['test/clients/**/*.test.ts'],
    globalSetup: ['test/support/build-once.ts'],
    pool: 'forks',
    // The clients are large; one at a time is kind to a small machine.
    fileParallelism: false,
    // A machine that is busy with other things may be late once; a fault shows each time.
    retry: process.env.CI ? 2 : 0,
    testTimeout: 120_000,
    // Fetching a client takes minutes on a slow line.
    hookTimeout: 900_000,
  },
});
