import { spawnSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { todaysProgram } from '../conformance/todays.js';
import { SERVER_NODE } from './stand-in.js';

/** Tests of the client library that do not need our own server. */
const FILES = ['test/library/client.test.ts', 'test/library/restart.test.ts'];
let reference: string;
beforeAll(() => {
  reference = todaysProgram();
});

test('the client library passes its tests with the server of TURNWIRE_REFERENCE_V2', () => {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', '--root', '.'];
  const { status, stdout, stderr } = spawnSync(process.env[SERVER_NODE] ?? process.execPath, [...vitest, ...FILES], {
    encoding: 'utf8',
    env: { ...process.env, TURNWIRE_LIBRARY_SERVER: reference, NO_COLOR: '1' },
  });
  expect(status, stdout + stderr).toBe(0);
  // Only the test of protocol v1, which the reference no longer has.
  expect(stdout).toContain('1 skipped');
});
