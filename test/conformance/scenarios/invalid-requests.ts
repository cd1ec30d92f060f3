import type { Scenario } from '../scenario.js';

const NOBODY = '00000000-0000-7000-8000-000000000001';

export default {
  name: 'requests that are refused',
  async steps(client) {
    await client.call('getUserAgent');
    await client.call('noSuchMethod', {});
    await client.call('newConversation');
    await client.call('initialize', {});
    await client.initialize();
    await client.initialize();
    for (const [method, params] of [
      ['noSuchMethod', {}],
      ['NewConversation', {}],
      ['newConversation', null],
      ['newConversation', []],
      ['newConversation', { cwd: 5 }],
      ['newConversation', { approvalPolicy: 'sometimes' }],
      ['getUserAgent', { a: 1 }],
      ['getUserAgent', null],
      ['getUserAgent', []],
      ['getAuthStatus', null],
      ['getAuthStatus', { includeToken: 'yes' }],
      ['sendUserMessage', { conversationId: NOBODY, items: [] }],
      ['sendUserMessage', { conversationId: NOBODY }],
      ['sendUserMessage', { conversationId: NOBODY, items: [{ type: 'text', data: {} }] }],
      ['sendUserMessage', { conversationId: NOBODY, items: [{ type: 'image', data: { imageUrl: 'x' } }] }],
      ['sendUserTurn', { conversationId: NOBODY, items: [] }],
      ['interruptConversation', { conversationId: NOBODY }],
      ['addConversationListener', { conversationId: 'no-uuid' }],
      ['addConversationListener', { conversationId: NOBODY.toUpperCase().replaceAll('-', '') }],
      ['removeConversationListener', { subscriptionId: NOBODY }],
      ['removeConversationListener', {}],
    ] as const) {
      await client.call(method, params);
    }
  },
} satisfies Scenario;
