import type { ThreadScenario } from '../v2/scenario.js';

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
] satisfies ThreadScenario[];
