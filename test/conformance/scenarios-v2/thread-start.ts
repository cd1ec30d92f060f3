import type { ThreadScenario } from '../v2/scenario.js';

const starting = (name: string, ...all: readonly object[]): ThreadScenario => ({
  name: `v2 thread/start: ${name}`,
  async steps(client) {
    await client.initialize();
    for (const params of all) await client.call('thread/start', { cwd: client.server.work, ...params });
  },
});

export default [
  {
    name: 'v2 thread/start: without params',
    async steps(client) {
      await client.initialize();
      await client.call('thread/start', {});
      await client.call('thread/start', { cwd: 'sub/folder' });
    },
  },
  starting(
    'each policy and sandbox',
    { approvalPolicy: 'untrusted', sandbox: 'read-only' },
    { approvalPolicy: 'on-request', sandbox: 'workspace-write' },
    { approvalPolicy: 'never', sandbox: 'danger-full-access' },
    { approvalPolicy: 'on-failure' },
  ),
  starting(
    'a granular policy',
    { approvalPolicy: { granular: { sandbox_approval: true, rules: true, mcp_elicitations: true } } },
    { approvalPolicy: { granular: { sandbox_approval: false, rules: false, mcp_elicitations: false } } },
  ),
  starting(
    'profiles of permissions',
    { permissions: ':read-only' },
    { permissions: ':workspace' },
    { permissions: ':danger-full-access' },
    { permissions: ':nothing' },
    { permissions: ':workspace', sandbox: 'read-only' },
  ),
  starting('models and providers', { model: 'mock-model' }, { model: 'gpt-5.4' }, { modelProvider: 'nope' }),
  starting(
    'settings of the configuration',
    { config: { model_reasoning_effort: 'high' } },
    { config: { sandbox_mode: 'workspace-write', 'sandbox_workspace_write.network_access': true } },
    { config: { 'model_providers.mock.name': 'Other', nothing: 1 } },
    { config: { model_reasoning_effort: 5 } },
  ),
  starting(
    'what is said about the thread',
    { threadSource: 'user', serviceName: 'ours', sessionStartSource: 'startup' },
    { ephemeral: true },
    { serviceTier: 'flex', personality: 'friendly' },
    { historyMode: 'legacy' },
  ),
  {
    name: 'v2 thread/start: instructions, and a first turn',
    model: [{ text: 'yes' }],
    files: { 'work/AGENTS.md': 'Be brief.' },
    async steps(client) {
      await client.begin({ baseInstructions: 'You are a clock.', developerInstructions: 'Say the time.' });
      await client.turn('time?');
    },
  },
] satisfies ThreadScenario[];
