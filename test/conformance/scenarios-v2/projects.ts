import type { ThreadClient } from '../v2/client.js';
import type { ThreadScenario } from '../v2/scenario.js';

async function create(client: ThreadClient, name: string, more: object = {}): Promise<string> {
  const params = { name, roots: [{ path: '/home/user/garden' }], idempotencyKey: name, ...more };
  const { result } = await client.call('project/create', params);
  return (result as { project?: { id: string } } | undefined)?.project?.id ?? 'none';
}

export default [
  {
    name: 'v2 projects: made, changed, moved and removed',
    async steps(client) {
      await client.initialize();
      const a = await create(client, ' a ');
      await create(client, 'other', { idempotencyKey: ' a ' });
      const b = await create(client, 'b', { metadata: { k: 'v' } });
      await client.call('project/read', { projectId: a });
      await client.call('project/update', { projectId: b, name: 'B', roots: [] });
      await client.call('project/update', { projectId: b });
      await client.call('project/move', { projectId: a });
      await client.call('project/list', {});
      await client.call('project/list', { sortKey: 'position', sortDirection: 'desc' });
      await client.call('project/move', { projectId: a, beforeProjectId: b });
      await client.call('project/list', {});
      await client.call('project/delete', { projectId: a });
      await client.told('project/changed', 6);
      await create(client, 'again', { idempotencyKey: ' a ' });
    },
  },
  {
    name: 'v2 projects: what is refused',
    async steps(client) {
      await client.initialize();
      await create(client, ' ');
      await create(client, 'x', { idempotencyKey: '' });
      await create(client, 'x', { roots: [{ path: '/a' }, { path: '/a' }] });
      await client.call('project/read', { projectId: 'x' });
      await client.call('project/update', { projectId: 'x', name: 'y' });
      await client.call('project/delete', { projectId: 'x' });
      await client.call('project/move', { projectId: 'x' });
      await client.call('project/list', { sortDirection: 'asc' });
      const a = await create(client, 'a');
      await client.call('project/move', { projectId: a, beforeProjectId: a });
      await client.call('project/move', { projectId: a, beforeProjectId: 'x' });
      await client.call('thread/start', { projectId: 'x' });
      await client.call('thread/list', { projectId: 'x' });
    },
  },
  {
    name: 'v2 projects: threads join and leave',
    model: [{ text: 'one' }],
    async steps(client) {
      await client.begin();
      const { threadId } = client;
      await client.turn('go');
      const a = await create(client, 'a');
      await client.call('thread/metadata/update', { threadId, projectId: a });
      await client.told('thread/project/updated');
      await client.call('thread/list', { projectId: a });
      await client.call('thread/list', { projectId: null });
      const params = { name: 'b', roots: [], threads: [threadId], idempotencyKey: 'b' };
      await client.call('project/import', params);
      await client.told('thread/project/updated', 2);
      await client.call('thread/metadata/update', { threadId, projectId: '' });
      await client.told('thread/project/updated', 3);
      await client.call('thread/read', { threadId });
    },
  },
] satisfies ThreadScenario[];
