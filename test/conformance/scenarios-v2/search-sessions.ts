import type { ThreadClient } from '../v2/client.js';
import type { ThreadScenario } from '../v2/scenario.js';

const COMPLETED = 'fuzzyFileSearch/sessionCompleted';
const session = (client: ThreadClient, what: 'Start' | 'Update' | 'Stop', params: object) =>
  client.call(`fuzzyFileSearch/session${what}`, params);

export default [
  {
    name: 'v2 search session: queries, one after the other',
    files: { 'work/beds/roses.md': '', 'work/notes.txt': '', 'work/roses/red/a.txt': '' },
    async steps(client) {
      await client.initialize();
      await session(client, 'Start', { sessionId: 's', roots: [client.server.work] });
      await client.told(COMPLETED);
      for (const [at, query] of ['roses', 'red', 'notes', '', 'zzz'].entries()) {
        await session(client, 'Update', { sessionId: 's', query });
        await client.told(COMPLETED, at + 2);
      }
      await session(client, 'Stop', { sessionId: 's' });
    },
  },
  {
    name: 'v2 search session: refusals',
    async steps(client) {
      await client.initialize();
      await session(client, 'Update', { sessionId: 's', query: 'a' });
      await session(client, 'Stop', { sessionId: 's' });
      await session(client, 'Start', { sessionId: '', roots: [client.server.work] });
      await session(client, 'Start', { sessionId: 's', roots: [] });
      await session(client, 'Update', { sessionId: 's', query: 'a' });
      await session(client, 'Update', { sessionId: '', query: 'a' });
    },
  },
] satisfies ThreadScenario[];
