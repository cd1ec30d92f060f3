import type { Scenario } from '../scenario.js';

export default {
  name: 'context: other instructions in the place of the built-in ones',
  model: [{ text: 'one' }, { text: 'two' }, { text: 'three' }],
  files: { 'home/kind.md': '\n  Be kind.\n\n' },
  async steps(client) {
    const { home, work } = client.server;
    const begin = async (params: Record<string, unknown>) => {
      const reply = await client.call('newConversation', { cwd: work, ...params });
      const { conversationId } = reply.result as { conversationId: string };
      await client.call('addConversationListener', { conversationId });
      client.conversationId = conversationId;
    };
    await client.initialize();
    const file = (path: string) => ({ config: { experimental_instructions_file: path } });
    await begin({ ...file(`${home}/kind.md`), model: 'gpt-5-codex' });
    await client.turn('first');
    await begin({ ...file(`${home}/kind.md`), baseInstructions: 'Only this.' });
    await client.turn('second');
    await begin({ ...file(`${home}/kind.md`), baseInstructions: '' });
    await client.turn('third');
    await client.call('newConversation', file(`${home}/missing.md`));
  },
} satisfies Scenario;
