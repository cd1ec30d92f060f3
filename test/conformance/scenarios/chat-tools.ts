import type { Scenario } from '../scenario.js';

const shell = (...command: string[]) => ({ name: 'shell', args: { command } });

export default {
  name: 'chat: tools, one at a time',
  wire: 'chat',
  model: [
    { calls: [shell('echo', 'hi')] },
    { calls: [shell('false')] },
    { calls: [{ name: 'shell', args: 'not json' }] },
    { calls: [{ name: 'nonsense', args: {} }] },
    { text: 'done' },
  ],
  config: 'tools = { web_search = true }',
  async steps(client) {
    await client.begin({ includePlanTool: true });
    await client.turn('go');
  },
} satisfies Scenario;
