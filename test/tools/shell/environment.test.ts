import { expect, test } from 'vitest';
import type { EnvironmentPolicy } from '../../../src/core/ports/index.js';
import { commandEnvironment } from '../../../src/tools/shell/environment.js';

const policy = (changes: Partial<EnvironmentPolicy>): EnvironmentPolicy => ({
  inherit: 'all',
  ignoreDefaultExcludes: false,
  exclude: [],
  set: {},
  includeOnly: [],
  useProfile: false,
  ...changes,
});
const env = {
  PATH: '/bin',
  HOME: '/h',
  MonKey: 'm',
  API_TOKEN: 't',
  my_secret_x: 's',
  FOO: 'f',
  FOOD: 'd',
  GONE: undefined,
};

test('names that look like secrets are dropped in upper and lower case', () => {
  expect(commandEnvironment(policy({}), env)).toEqual({ PATH: '/bin', HOME: '/h', FOO: 'f', FOOD: 'd' });
});

test('all is inherited where the policy says so', () => {
  expect(Object.keys(commandEnvironment(policy({ ignoreDefaultExcludes: true }), env))).toHaveLength(7);
});

test('core keeps what a shell needs, none keeps nothing', () => {
  expect(commandEnvironment(policy({ inherit: 'core' }), env)).toEqual({ PATH: '/bin', HOME: '/h' });
  expect(commandEnvironment(policy({ inherit: 'none', set: { A: '1' } }), env)).toEqual({ A: '1' });
});

test('patterns take * and ? and nothing else', () => {
  expect(commandEnvironment(policy({ exclude: ['foo?'] }), env)).toEqual({ PATH: '/bin', HOME: '/h', FOO: 'f' });
  expect(commandEnvironment(policy({ exclude: ['F.O'] }), env)).toHaveProperty('FOO');
});

test('include_only has the last word, over set too', () => {
  expect(commandEnvironment(policy({ set: { FOO: 'new', BAR: 'b' }, includeOnly: ['foo*'] }), env)).toEqual({
    FOO: 'new',
    FOOD: 'd',
  });
});
