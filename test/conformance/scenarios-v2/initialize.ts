import type { ThreadScenario } from '../v2/scenario.js';

const CLIENT_INFO = { name: 'conformance', title: null, version: '1' };

export default [
  {
    name: 'v2 initialize: without capabilities, experimental members are refused',
    async steps(client) {
      await client.initialize(null);
      await client.call('thread/start', { dynamicTools: [] });
      await client.call('thread/start', { approvalPolicy: { granular: { sandbox_approval: true, rules: true } } });
      await client.call('thread/resume', { threadId: client.unknownThread, path: '/x' });
      await client.call('turn/start', { threadId: client.unknownThread, input: [], additionalContext: {} });
      await client.open({ dynamicTools: null });
    },
  },
  {
    name: 'v2 initialize: wanted first, and once',
    async steps(client) {
      await client.call('thread/start', {});
      await client.call('initialize', {});
      await client.call('initialize', { clientInfo: { name: 5, version: '1' } });
      await client.call('initialize', { clientInfo: { ...CLIENT_INFO, name: 'bad name\n' } });
      await client.initialize({});
      await client.call('initialize', { clientInfo: CLIENT_INFO });
      await client.server.call('thread/loaded/list', {}, 'a-string');
    },
  },
  {
    name: 'v2 initialize: notifications that the client does not want',
    model: [{ text: 'Hello' }],
    async steps(client) {
      const optOutNotificationMethods = ['item/agentMessage/delta', 'thread/status/changed', 'no/such/method'];
      await client.initialize({ experimentalApi: true, optOutNotificationMethods });
      await client.open();
      await client.turn('hi');
    },
  },
  {
    name: 'v2 initialize: methods that nobody knows',
    async steps(client) {
      await client.initialize();
      await client.call('thread/nothing', {});
      await client.call('turn/start', {});
      await client.call('turn/start');
      await client.call('turn/start', { threadId: 5, input: [] });
      await client.call('thread/start', { approvalPolicy: 'sometimes' });
      await client.call('thread/start', { sandbox: 'tight' });
    },
  },
] satisfies ThreadScenario[];
