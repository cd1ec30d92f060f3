import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/system/**', 'test/clients/**', 'test/vscode-agent-host/**'],
    globalSetup: ['test/support/build-once.ts'],
    pool: 'forks',
    // Vitest itself leaves a core free, half of a small machine. The tests mostly wait for processes.
    maxWorkers: '100%',
    // A machine that is busy with other things may be late once; a fault shows each time.
    retry: process.env.CI ? 2 : 0,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
