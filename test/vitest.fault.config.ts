import { defineConfig } from 'vitest/config';

/** Servers that are killed, disks that are full: slow, and not part of `npm test`. `FAULT_POINTS` says how many points are tried. */
export default defineConfig({
  test: {
    include: ['test/fault/**/*.fault.ts'],
    globalSetup: ['test/support/build-once.ts'],
    pool: 'forks',
    testTimeout: 1_800_000,
    hookTimeout: 60_000,
  },
});
