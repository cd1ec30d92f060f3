import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/until.js';
import type { Scenario } from '../scenario.js';

export default {
  name: 'a conversation is archived and resumed',
  model: [{ text: 'one', reasoning: 'hm' }, { text: 'two' }],
  async steps(client) {
    await client.begin();
    await client.turn('first');
    // The reference writes its files some time after it has spoken, and lists what is in them.
    await until('the turn in the rollout', () =>
      recorded(join(client.server.home, 'sessions')).includes('"role":"assistant"'),
    );
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

/** Everything in the rollouts of a folder. */
function recorded(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
  return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
}
