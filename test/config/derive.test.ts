import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/checked.js';
import { deriveSettings } from '../../src/config/derive.js';

const provider = { name: 'Mine', env_key: 'LLM_PASS', env_http_headers: { 'x-auth': 'LLM_WHO', 'x-person': 'USER' } };
const excluded = (policy: object) => {
  const tree = { shell_environment_policy: policy, model_providers: { mine: provider } };
  return deriveSettings(readConfig(tree), {}, { env: {}, cwd: '/', mayRead: () => true }).environment.exclude;
};

test('commands do not see the variables in which providers have their keys', () => {
  expect(excluded({})).toEqual(['LLM_PASS', 'LLM_WHO']);
  expect(excluded({ exclude: ['AWS_*'] })).toEqual(['AWS_*', 'LLM_PASS', 'LLM_WHO']);
});

test('they see them where the policy keeps what looks like a secret', () => {
  expect(excluded({ ignore_default_excludes: true })).toEqual([]);
});
