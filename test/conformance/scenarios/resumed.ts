import type { Scenario } from '../scenario.js';

export default {
  name: 'a conversation is archived and resumed',
  model: [{ text: 'one', reasoning: 'hm' }, { text: 'two' }],
  async steps(client) {
    await client.begin();
    await client.turn('first');
    const listed = await client.call('listConversations', {});
    const [{ path }] = (listed.result as { items: [{ path: string }] }).items;
    await client.call('archiveConversation', { conversationId: client.conversationId, rolloutPath: path });
    const archived = path.replace(/sessions.*\//, 'archived_sessions/');
    await client.call('resumeConversation', { path: archived, overrides: { cwd: client.server.work } });
    await client.call('addConversationListener', { conversationId: client.conversationId });
    await client.turn('second');
    await client.call('listConversations', {});
  },
} satisfies Scenario;
