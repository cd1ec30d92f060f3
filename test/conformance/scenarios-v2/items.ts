import { exec } from '../v2/replies.js';
import type { ThreadScenario } from '../v2/scenario.js';

interface Page {
  readonly nextCursor: string | null;
  readonly backwardsCursor: string | null;
}

const said = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });

export default [
  {
    name: 'v2 items: pages of items',
    model: [{ text: 'one' }, { calls: [exec('echo hi')] }, { text: 'two' }],
    async steps(client) {
      await client.begin();
      await client.turn('a');
      const { turnId } = client;
      await client.turn('b');
      const { threadId } = client;
      const list = async (params: object = {}) =>
        (await client.call('thread/items/list', { threadId, ...params })).result as Page;
      await list();
      await list({ turnId });
      await list({ turnId: 'nope' });
      const { nextCursor } = await list({ limit: 2 });
      const { backwardsCursor } = await list({ limit: 2, cursor: nextCursor });
      await list({ limit: 2, cursor: backwardsCursor, sortDirection: 'desc' });
      await list({ limit: 0, sortDirection: 'desc' });
      await list({ deferOutput: { commandExecution: true, mcpToolCall: true } });
      await list({ cursor: 'garbage' });
    },
  },
  {
    name: 'v2 items: some, by their ids',
    model: [{ text: 'one' }],
    async steps(client) {
      await client.begin();
      await client.turn('a');
      const { threadId, turnId } = client;
      const { result } = await client.call('thread/items/list', { threadId });
      const ids = (result as { data: { item: { id: string } }[] }).data.map(({ item }) => item.id);
      const read = (params: object) => client.call('thread/items/read', { threadId, turnId, ...params });
      await read({ itemIds: [...ids, 'nope', ...ids].reverse() });
      await read({ turnId: 'nope', itemIds: ids });
      await read({ itemIds: [] });
    },
  },
  {
    name: 'v2 items: what cannot be paged',
    model: [],
    async steps(client) {
      await client.begin({ ephemeral: true });
      const { threadId } = client;
      await client.call('thread/items/list', { threadId });
      await client.call('thread/turns/list', { threadId });
      await client.call('thread/items/list', { threadId: 'x' });
    },
  },
  {
    name: 'v2 items: injected ones',
    model: [{ text: 'one' }],
    async steps(client) {
      await client.begin();
      const { threadId, unknownThread } = client;
      await client.call('thread/inject_items', { threadId, items: [] });
      await client.call('thread/inject_items', { threadId, items: [{ type: 'message', role: 'user' }] });
      await client.call('thread/inject_items', { threadId: unknownThread, items: [said('before')] });
      await client.call('thread/inject_items', { threadId, items: [said('before')] });
      await client.turn('go');
      await client.call('thread/items/list', { threadId });
    },
  },
] satisfies ThreadScenario[];
