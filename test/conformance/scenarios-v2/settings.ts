import type { ThreadScenario } from '../v2/scenario.js';

const PROFILES = `[permissions.reader.filesystem]
":root" = "read"
[permissions.round]
extends = "round"
[permissions.wide]
extends = ":danger-full-access"
`;

const mode = (name: string) => ({
  collaborationMode: {
    mode: name,
    settings: { model: 'gpt-5.5', reasoning_effort: 'medium', developer_instructions: null },
  },
});

export default [
  {
    name: 'v2 settings: a turn changes them for later ones',
    model: [{ text: 'one' }, { text: 'two' }],
    async steps(client) {
      await client.begin();
      const sandboxPolicy = { type: 'workspaceWrite', writableRoots: [], networkAccess: true };
      await client.turn('a', { approvalPolicy: 'never', effort: 'high', sandboxPolicy });
      await client.turn('b');
    },
  },
  {
    name: 'v2 settings: what contradicts itself',
    async steps(client) {
      await client.begin();
      const sandboxPolicy = { type: 'readOnly' };
      await client.startTurn('a', { permissions: ':workspace', sandboxPolicy });
      await client.startTurn('a', { sandboxPolicy: { type: 'tight' } });
      await client.startTurn('a', { approvalPolicy: 'sometimes' });
      await client.startTurn('a', { summary: 'long' });
    },
  },
  {
    name: 'v2 settings: plan mode',
    model: [{ text: 'a plan' }],
    async steps(client) {
      await client.begin();
      await client.turn('plan', mode('plan'));
    },
  },
  {
    name: 'v2 settings: default mode',
    model: [{ text: 'done' }],
    async steps(client) {
      await client.begin();
      await client.turn('do', mode('default'));
    },
  },
  {
    name: 'v2 settings: they change between turns',
    model: [{ text: 'one' }],
    async steps(client) {
      await client.begin();
      const { threadId } = client;
      const update = (params: object) => client.call('thread/settings/update', { threadId, ...params });
      await update({});
      await update({ effort: 'high', approvalPolicy: 'never' });
      await client.told('thread/settings/updated');
      await update({ sandboxPolicy: { type: 'readOnly' } });
      await client.told('thread/settings/updated', 2);
      await update({ permissions: ':workspace' });
      await client.told('thread/settings/updated', 3);
      await update({ permissions: 'nope' });
      await update({ permissions: ':workspace', sandboxPolicy: { type: 'readOnly' } });
      await update({ threadId: client.unknownThread });
      await client.turn('go');
    },
  },
  {
    name: 'v2 settings: service tiers',
    model: Array.from({ length: 4 }, (_, i) => ({ text: `answer ${i}` })),
    async steps(client) {
      await client.begin({ model: 'gpt-5.5', serviceTier: 'fast', threadSource: 'robot' });
      const { threadId } = client;
      await client.turn('a');
      await client.turn('b', { serviceTier: 'flex' });
      await client.turn('c', { serviceTierForTurn: 'priority' });
      await client.turn('d', { serviceTier: null });
      await client.call('thread/resume', { threadId, excludeTurns: true });
    },
  },
  {
    name: 'v2 settings: permission profiles',
    config: PROFILES,
    async steps(client) {
      await client.initialize();
      await client.call('permissionProfile/list', {});
      const start = (params: object) => client.call('thread/start', { ephemeral: true, ...params });
      await start({ permissions: 'reader' });
      await start({ permissions: 'nope' });
      await start({ permissions: 'round' });
      await start({ permissions: 'wide' });
      await start({ permissions: ':workspace', sandbox: 'read-only' });
    },
  },
  {
    name: 'v2 settings: config.toml is written',
    async steps(client) {
      await client.initialize();
      const write = (keyPath: string, value: unknown, more: object = {}) =>
        client.call('config/value/write', { keyPath, value, mergeStrategy: 'replace', ...more });
      await write('model', 'gpt-5.4');
      await write('garden.beds', [1, 2]);
      await write('garden', null);
      await write('', 1);
      await write('model', 5);
      await write('model', 'x', { filePath: '/etc/codex/config.toml' });
      await write('model', 'x', { expectedVersion: 'sha256:0' });
    },
  },
] satisfies ThreadScenario[];
