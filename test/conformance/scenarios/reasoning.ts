import type { Scenario } from '../scenario.js';

export default {
  name: 'reasoning before an answer in pieces',
  model: [
    { reasoning: 'let me see', text: 'yes it is', usage: { input: 100, cached: 40, output: 20, reasoning: 8 } },
    { text: 'still' },
  ],
  config: 'model_reasoning_effort = "high"\nshow_raw_agent_reasoning = true',
  async steps(client) {
    await client.begin({ model: 'gpt-5-codex' });
    await client.turn('is it?');
    await client.turn('and now?');
  },
} satisfies Scenario;
