import { defineConfig } from 'vitest/config';

/** Servers that are killed, disks that are full: slow, and not part of `npm test`. `FAULT_POINTS` says how many points are tried. */
export default defineConfig({
  test: {
    include: ['test/fault/**/*.fault.ts'],
    globalSetup: ['test/support/build-once.ts'],
    pool: 'forks',
    // A machine that is busy with other things may be late once; a fault shows each time.
    retry: process.env.CI ? 2 : 0,
    testTimeout: 1_800_000,
    hookTimeout: 60_000,
  },
});
