import { idOf, said, text } from '../../store/rollouts.js';
import type { Scenario } from '../scenario.js';

export default {
  name: 'what cannot be resumed',
  files: {
    'work/empty.jsonl': '',
    'work/blank.jsonl': ' \n\n',
    'work/no-meta.jsonl': text(said('hi')),
    'work/old.jsonl': `{"id":"${idOf(1)}","timestamp":"2025-01-01T00:00:00Z"}\n`,
  },
  async steps(client) {
    await client.initialize();
    const { work } = client.server;
    for (const name of ['empty.jsonl', 'blank.jsonl', 'no-meta.jsonl', 'old.jsonl', 'none.jsonl', '']) {
      await client.call('resumeConversation', { path: `${work}/${name}`, overrides: {} });
    }
    await client.call('resumeConversation', { path: `${work}/empty.jsonl`, overrides: { profile: 'none' } });
    await client.call('resumeConversation', { path: 5 });
  },
} satisfies Scenario;
