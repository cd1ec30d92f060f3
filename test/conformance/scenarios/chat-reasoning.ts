import type { Scenario } from '../scenario.js';

const ls = { name: 'shell', args: { command: ['echo', 'hi'] } };

export default {
  name: 'chat: reasoning before calls and answers',
  wire: 'chat',
  model: [
    { reasoning: 'let me look', calls: [ls] },
    { reasoning: 'I see it', text: 'there it is' },
    { reasoning: 'once more', calls: [ls] },
    { reasoning: 'the same', text: 'no change' },
  ],
  config: 'show_raw_agent_reasoning = true',
  async steps(client) {
    await client.begin();
    await client.turn('where is it?');
    await client.turn('look again');
  },
} satisfies Scenario;
