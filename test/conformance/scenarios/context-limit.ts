import type { Scenario } from '../scenario.js';

export default {
  name: 'context: instructions are cut to their limit, in the middle of a character',
  model: [{ text: 'one' }, { text: 'two' }],
  config: 'project_doc_max_bytes = 18',
  files: {
    'work/.git/HEAD': 'ref: refs/heads/main\n',
    'work/AGENTS.md': 'root rules\n',
    'work/below/AGENTS.md': 'sub r…les\n',
    'work/below/deep/AGENTS.md': 'nothing is left for these\n',
  },
  async steps(client) {
    const { work } = client.server;
    await client.begin({ cwd: `${work}/below/deep` });
    await client.turn('first');
    const { result } = await client.call('newConversation', {
      cwd: `${work}/below`,
      config: { project_doc_max_bytes: 0 },
    });
    const { conversationId } = result as { conversationId: string };
    await client.call('addConversationListener', { conversationId });
    client.conversationId = conversationId;
    await client.turn('second');
  },
} satisfies Scenario;
