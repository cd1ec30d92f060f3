import type { Scenario } from '../scenario.js';

export default {
  name: 'model-families: a turn with a model that nobody knows',
  model: [{ text: 'one' }, { text: 'two' }],
  async steps(client) {
    await client.begin({ model: 'gpt-5-codex' });
    await client.turn('first');
    await client.sendTurn('second', {
      cwd: client.server.work,
      approvalPolicy: 'untrusted',
      sandboxPolicy: { mode: 'read-only' },
      model: 'nobody-knows-it',
      effort: null,
      summary: 'auto',
    });
    await client.event('task_complete');
  },
} satisfies Scenario;
