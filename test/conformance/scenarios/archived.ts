import { idOf, small, text } from '../../store/rollouts.js';
import type { Scenario } from '../scenario.js';

const name = (n: number) => `sessions/2025/01/01/rollout-2025-01-01T00-00-${10 + n}-${idOf(n)}.jsonl`;

export default {
  name: 'recorded conversations are archived, and refused',
  files: {
    [`home/${name(1)}`]: text(small(idOf(1))),
    [`home/${name(2)}`]: text(small(idOf(2))),
    [`work/x-${idOf(3)}.jsonl`]: text(small(idOf(3))),
  },
  async steps(client) {
    await client.initialize();
    const { home, work } = client.server;
    const archive = (n: number, rolloutPath: string) =>
      client.call('archiveConversation', { conversationId: idOf(n), rolloutPath });
    await archive(2, `${home}/${name(1)}`);
    await archive(3, `${work}/x-${idOf(3)}.jsonl`);
    await archive(3, `${home}/sessions/../../${work}/x-${idOf(3)}.jsonl`);
    await archive(1, `${home}/sessions/none.jsonl`);
    await archive(1, `${home}/${name(1)}`);
    await archive(1, `${home}/${name(1)}`);
    await client.call('listConversations', {});
    const path = `${home}/archived_sessions/${name(1).split('/').at(-1)}`;
    await client.call('resumeConversation', { path, overrides: {} });
    await client.call('archiveConversation', { conversationId: idOf(1) });
    await client.call('archiveConversation', { conversationId: 'x', rolloutPath: 'y' });
  },
} satisfies Scenario;
