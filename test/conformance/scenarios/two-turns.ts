import type { Scenario } from '../scenario.js';

export default {
  name: 'two turns: the second knows the first',
  model: [{ text: 'one' }, { text: 'two' }],
  files: { 'home/AGENTS.md': 'Speak plainly.\n', 'work/AGENTS.md': 'This folder is for tests.\n' },
  async steps(client) {
    await client.begin();
    await client.turn('first');
    await client.turn('second');
  },
} satisfies Scenario;
