import type { Scenario } from '../scenario.js';

export default {
  name: 'a history is summed up in the middle of a turn',
  config: 'model_auto_compact_token_limit = 100',
  files: { 'home/AGENTS.md': 'Speak plainly.\n' },
  model: [
    { text: 'small', usage: { input: 10, output: 5 } },
    {
      text: 'planning',
      calls: [{ name: 'update_plan', args: { plan: [{ step: 'dig', status: 'pending' }] } }],
      usage: { input: 130, output: 20 },
    },
    { text: 'Dug halfway.', usage: { input: 200, output: 10 } },
    { text: 'done', usage: { input: 20, output: 5 } },
    { text: 'again', usage: { input: 30, output: 5 } },
  ],
  async steps(client) {
    await client.begin({ includePlanTool: true });
    await client.turn('first');
    await client.turn('second');
    await client.turn('third');
  },
} satisfies Scenario;
