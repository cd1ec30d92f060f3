import type { ThreadScenario } from '../v2/scenario.js';

export default [
  {
    name: 'v2 metadata: of the repository',
    model: [{ text: 'one' }],
    async steps(client) {
      await client.begin();
      await client.turn('first');
      const { threadId, unknownThread } = client;
      const update = (params: object) => client.call('thread/metadata/update', { threadId, ...params });
      await update({ gitInfo: { sha: 'abc', branch: ' main ', originUrl: 'there' } });
      await update({ gitInfo: { branch: null } });
      await update({});
      await update({ gitInfo: {} });
      await update({ gitInfo: { sha: '' } });
      await update({ projectId: 'garden' });
      await update({ threadId: unknownThread, gitInfo: { sha: 'abc' } });
      await client.call('thread/read', { threadId });
      await client.call('thread/list', {});
    },
  },
  {
    name: 'v2 sections: made, filled and removed',
    model: [{ text: 'one' }, { text: 'two' }],
    async steps(client) {
      await client.begin();
      await client.turn('first');
      const first = client.threadId;
      await client.open();
      await client.turn('second');
      const { threadId: second, unknownThread } = client;
      const listed = await client.call('threadSection/list', {});
      const pinned = (listed.result as { data: { id: string }[] }).data[0]?.id;
      const made = await client.call('threadSection/create', { name: ' Garden ' });
      const sectionId = (made.result as { section: { id: string } }).section.id;
      await client.call('threadSection/create', { name: ' ' });
      await client.call('threadSection/update', { sectionId, name: 'Beds', appearance: { icon: 'x', color: null } });
      await client.call('threadSection/update', { sectionId: 'x', name: 'Beds' });
      await client.call('threadSection/update', { sectionId: pinned, name: 'Beds' });
      const move = (params: object) => client.call('thread/section/move', { sectionId, ...params });
      await move({ threadId: first });
      await client.told('thread/section/changed');
      await move({ threadId: second, beforeThreadId: first });
      await client.told('thread/section/changed', 2);
      await move({ threadId: second, sectionId: 'x' });
      await move({ threadId: unknownThread });
      await move({ threadId: second, beforeThreadId: second });
      await move({ threadId: second, beforeThreadId: unknownThread });
      await client.call('thread/list', { sectionId, sortKey: 'section_position' });
      await client.call('thread/list', { sectionId: null });
      await client.call('thread/list', { sortKey: 'section_position' });
      await move({ threadId: first, sectionId: null });
      await client.told('thread/section/changed', 3);
      await client.call('threadSection/delete', { sectionId });
      await client.call('threadSection/delete', { sectionId });
      await client.call('threadSection/delete', { sectionId: pinned });
    },
  },
  {
    name: 'v2 attachments: added, listed and removed',
    model: [{ text: 'one' }],
    async steps(client) {
      await client.begin();
      await client.turn('first');
      const { threadId, unknownThread } = client;
      const of = { threadId, attachmentType: 'ticket', identityKey: 'garden-7' };
      await client.call('thread/attachment/add', { ...of, payload: { a: 1 } });
      await client.told('thread/attachment/updated');
      await client.call('thread/attachment/add', { ...of, payload: 'other' });
      await client.call('thread/attachment/add', { ...of, attachmentType: ' ', payload: 1 });
      await client.call('thread/attachment/add', { ...of, identityKey: '', payload: 1 });
      await client.call('thread/attachment/add', { ...of, threadId: unknownThread, payload: 1 });
      await client.call('thread/attachment/list', { threadId });
      await client.call('thread/attachment/list', { threadId: unknownThread });
      await client.call('thread/attachmentOwner/list', of);
      await client.call('thread/attachment/remove', of);
      await client.told('thread/attachment/updated', 2);
      await client.call('thread/attachment/remove', of);
      await client.call('thread/attachment/remove', { ...of, threadId: unknownThread });
    },
  },
] satisfies ThreadScenario[];
