import { expect, test } from 'vitest';
import type {
  Project,
  ProjectCreateResponse,
  ProjectListResponse,
  ProjectReadResponse,
  Thread,
  ThreadListResponse,
} from '../../../generated-types/v2/index.js';
import { type Server, startServer } from '../../support/server.js';
import { INITIALIZE, received, threadSession } from './session.js';

const roots = [{ path: '/home/user/garden' }];

const projectsOf = (server: Server) => ({
  create: async (name: string, key = name, more: object = {}): Promise<Project> => {
    const params = { name, roots, idempotencyKey: key, ...more };
    return (await server.request<ProjectCreateResponse>('project/create', params)).project;
  },
  names: async (params: object = {}): Promise<string[]> =>
    (await server.request<ProjectListResponse>('project/list', params)).data.map(({ name }) => name),
  refused: async (method: string, params: object) => server.refused(`project/${method}`, params),
});

/** What was told of projects, in order. */
const told = (server: Server) =>
  received(server).flatMap(({ method, params }) => {
    const { changeType, projectId } = params as { changeType?: string; projectId?: string | null };
    if (method === 'project/changed') return [changeType];
    return method === 'thread/project/updated' ? [projectId === null ? 'none' : 'joined'] : [];
  });

test('projects are made once for each key, changed, moved, listed and removed', async () => {
  await using s = await threadSession();
  const { server } = s;
  const projects = projectsOf(server);
  const a = await projects.create(' a ');
  expect(a).toMatchObject({ name: 'a', roots, metadata: {}, recencyAt: null });
  expect(await projects.create('other', ' a ')).toEqual(a);
  const b = await projects.create('b', 'b', { metadata: { k: 'v' } });
  await projects.create('c');
  await server.request('project/move', { projectId: a.id });
  expect(await projects.names()).toEqual(['b', 'c', 'a']);
  await server.request('project/move', { projectId: a.id, beforeProjectId: b.id });
  expect(await projects.names()).toEqual(['a', 'b', 'c']);
  expect(await projects.names({ sortKey: 'position', sortDirection: 'desc' })).toEqual(['c', 'b', 'a']);
  const { nextCursor } = await server.request<ProjectListResponse>('project/list', { limit: 2 });
  expect(await projects.names({ cursor: nextCursor })).toEqual(['c']);
  const update = { projectId: b.id, name: 'B', roots: [] };
  const { project } = await server.request<ProjectReadResponse>('project/update', update);
  expect(project).toMatchObject({ id: b.id, name: 'B', roots: [], metadata: { k: 'v' } });
  await server.request('project/delete', { projectId: a.id });
  expect(told(server)).toEqual(['created', 'created', 'created', 'updated', 'updated', 'updated', 'deleted']);
  const again = await projects.refused('create', { name: 'a', roots, idempotencyKey: ' a ' });
  expect(again.message).toBe('idempotency key refers to deleted project:  a ');
  server.closeInput();
  await server.exit;
  await using later = await startServer({ home: s.home });
  await later.request('initialize', INITIALIZE);
  expect(await projectsOf(later).names()).toEqual(['B', 'c']);
});

test('what fits no project is refused with the reason', async () => {
  await using s = await threadSession();
  const { server } = s;
  const projects = projectsOf(server);
  const create = { name: 'x', roots, idempotencyKey: 'k' };
  const refusals = [
    ['create', { ...create, name: ' ' }, 'project name must not be empty'],
    ['create', { ...create, idempotencyKey: '' }, 'idempotencyKey must not be empty'],
    ['create', { ...create, idempotencyKey: '  ' }, 'idempotencyKey must not be empty'],
    ['create', { ...create, roots: [...roots, ...roots] }, 'duplicate project root: /home/user/garden'],
    ['create', { ...create, roots: [{ path: 'garden' }] }, 'not an absolute path: garden'],
    ['read', { projectId: 'x' }, 'project not found: x'],
    ['update', { projectId: 'x' }, 'project not found: x'],
    ['delete', { projectId: 'x' }, 'project not found: x'],
    ['list', { sortDirection: 'asc' }, 'sortDirection requires sortKey'],
    ['list', { cursor: 'x' }, 'invalid cursor: x'],
  ] as const;
  for (const [method, params, message] of refusals)
    expect((await projects.refused(method, params)).message).toBe(message);
  const { id } = await projects.create('a');
  const itself = await projects.refused('move', { projectId: id, beforeProjectId: id });
  expect(itself.message).toBe(`project ${id} cannot be moved before itself`);
  const before = await projects.refused('move', { projectId: id, beforeProjectId: 'x' });
  expect(before.message).toBe('before project not found: x');
  expect((await server.refused('thread/start', { projectId: 'x' })).message).toBe('project not found: x');
  expect((await server.refused('thread/list', { projectId: 'x' })).message).toBe('project not found: x');
  expect(told(server)).toEqual(['created']);
});

test('threads join and leave projects, and a copy joins that of its source', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }] });
  const { server, threadId } = s;
  const projects = projectsOf(server);
  await s.turn();
  const a = await projects.create('a');
  const started = await server.request<{ thread: Thread }>('thread/start', { projectId: a.id });
  expect(started.thread.projectId).toBe(a.id);
  await server.request('thread/metadata/update', { threadId, projectId: a.id });
  const listed = async (projectId: string | null) =>
    (await server.request<ThreadListResponse>('thread/list', { projectId })).data.map(({ id }) => id);
  expect(await listed(a.id)).toContain(threadId);
  expect(await listed(null)).not.toContain(threadId);
  const read = await server.request<ProjectReadResponse>('project/read', { projectId: a.id });
  expect(read.project.recencyAt).toBeGreaterThan(1_700_000_000);
  await projects.create('empty');
  expect(await projects.names({ sortKey: 'recencyAt', sortDirection: 'asc' })).toEqual(['a', 'empty']);
  const fork = await server.request<{ thread: Thread }>('thread/fork', { threadId });
  expect(fork.thread.projectId).toBe(a.id);
  const params = { name: 'b', roots, threads: [threadId], idempotencyKey: 'b' };
  const { project: b } = await server.request<ProjectCreateResponse>('project/import', params);
  const now = await server.request<{ thread: Thread }>('thread/read', { threadId });
  expect(now.thread.projectId).toBe(b.id);
  await server.request('thread/metadata/update', { threadId, projectId: '' });
  expect((await server.request<{ thread: Thread }>('thread/read', { threadId })).thread.projectId).toBeNull();
  await server.request('project/delete', { projectId: a.id });
  const ofFork = await server.request<{ thread: Thread }>('thread/read', { threadId: fork.thread.id });
  expect(ofFork.thread.projectId).toBeNull();
  const unknown = { ...params, threads: ['00000000-0000-7000-8000-000000000001'], idempotencyKey: 'c' };
  expect((await server.refused('project/import', unknown)).data).toMatchObject({ code: 'rollout_not_found' });
  expect(told(server)).toEqual([
    'created',
    'joined',
    'created',
    'created',
    'joined',
    'none',
    'deleted',
    'none',
    'none',
  ]);
});
