import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { install } from './packages.js';
import { SERVER_NODE } from './stand-in.js';

let nodeModules: string;
beforeAll(() => {
  nodeModules = install('jest', { jest: '30.5.2' });
});

test('the example of `turnwire/testing` for Jest passes', () => {
  const config = {
    testMatch: ['**/jest.example.mjs'],
    moduleFileExtensions: ['mjs', 'cjs', 'js'],
    transform: {},
    testEnvironment: join(nodeModules, 'jest-environment-node'),
    testTimeout: 60_000,
  };
  const jest = [join(nodeModules, 'jest/bin/jest.js'), '--rootDir', 'test/library/examples'];
  const options = ['--experimental-vm-modules', ...jest, '--config', JSON.stringify(config)];
  const node = process.env[SERVER_NODE] ?? process.execPath;
  const { status, stderr } = spawnSync(node, options, { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  expect(status, stderr).toBe(0);
  expect(stderr).toContain('1 passed');
});
