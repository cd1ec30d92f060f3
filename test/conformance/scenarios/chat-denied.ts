import type { Scenario } from '../scenario.js';

export default {
  name: 'chat: a command that is denied',
  wire: 'chat',
  model: [{ calls: [{ name: 'shell', args: { command: ['touch', 'x'] } }] }, { text: 'well' }],
  async steps(client) {
    client.server.onServerRequest('execCommandApproval', () => ({ decision: 'denied' }));
    await client.begin();
    await client.turn('go');
  },
} satisfies Scenario;
