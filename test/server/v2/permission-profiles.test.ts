import { expect, test } from 'vitest';
import type {
  PermissionProfileListResponse,
  ThreadResumeResponse,
  ThreadStartResponse,
} from '../../../generated-types/v2/index.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, threadSession } from './session.js';

test('the profiles that are listed are those that a thread takes', async () => {
  await using server = await startServer();
  await server.request('initialize', INITIALIZE);
  const list = (params: object) => server.request<PermissionProfileListResponse>('permissionProfile/list', params);
  const { data, nextCursor } = await list({ cwd: server.work, cursor: null });
  expect(nextCursor).toBeNull();
  expect(data.map(({ id }) => id)).toEqual([':read-only', ':workspace', ':danger-full-access']);
  const sandboxes: unknown[] = [];
  for (const { id } of data) {
    const started = await server.request<ThreadStartResponse>('thread/start', { permissions: id });
    expect(started.activePermissionProfile).toEqual({ id, extends: null });
    const { sandbox } = started;
    sandboxes.push(sandbox.type);
  }
  expect(sandboxes).toEqual(['readOnly', 'workspaceWrite', 'dangerFullAccess']);
  const first = await list({ limit: 2 });
  expect([...first.data, ...(await list({ cursor: first.nextCursor })).data]).toEqual(data);
  expect(await server.refused('thread/start', { permissions: 'constructor' })).toMatchObject({
    message: expect.stringContaining('unknown permission profile'),
  });
});

test('a turn takes a profile for itself and later ones', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }, { text: 'two' }, { text: 'three' }] });
  await s.turn('first', { permissions: ':workspace' });
  await s.turn('second', { permissions: ':read-only' });
  await s.turn('third');
  const resumed = await s.server.request<ThreadResumeResponse>('thread/resume', { threadId: s.threadId });
  expect(resumed.sandbox.type).toBe('readOnly');
  expect(resumed.activePermissionProfile).toEqual({ id: ':read-only', extends: null });
  const input = [{ type: 'text', text: 'fourth' }];
  expect(await s.server.refused('turn/start', { threadId: s.threadId, input, permissions: 'mine' })).toMatchObject({
    message: expect.stringContaining('unknown permission profile `mine`'),
  });
});
