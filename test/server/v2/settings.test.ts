import { expect, test } from 'vitest';
import type { ThreadResumeResponse, ThreadSettingsUpdatedNotification } from '../../../generated-types/v2/index.js';
import { small, tool } from '../../support/mcp.js';
import type { Server } from '../../support/server.js';
import { INITIALIZE, methods, received, threadSession } from './session.js';

/** The settings that the server has reported, in order. */
const told = (server: Server) =>
  received(server)
    .filter(({ method }) => method === 'thread/settings/updated')
    .map(({ params }) => (params as ThreadSettingsUpdatedNotification).threadSettings);

test('settings are changed between turns, and every change is reported once', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }, { text: 'two' }] });
  const { server, threadId } = s;
  const update = (params: object) => server.request('thread/settings/update', { threadId, ...params });
  expect(await update({})).toEqual({});
  await update({ effort: 'high', approvalPolicy: 'never', sandbox: 'ignored' });
  await update({ effort: 'high' });
  await update({ model: 'rose', sandboxPolicy: { type: 'readOnly' } });
  await update({ cwd: '/', permissions: ':workspace' });
  await s.turn('go', { effort: 'low' });
  await s.turn('go');
  const [first, second, third, fourth, ...more] = told(server);
  expect(more).toEqual([]);
  expect(first).toMatchObject({ effort: 'high', approvalPolicy: 'never', model: 'mock-model', summary: null });
  expect(second).toMatchObject({ model: 'rose', sandboxPolicy: { type: 'readOnly', networkAccess: false } });
  expect(third).toMatchObject({
    cwd: '/',
    environments: [{ environmentId: 'local', cwd: '/', runtimeWorkspaceRoots: ['/'] }],
    activePermissionProfile: { id: ':workspace', extends: null },
    sandboxPolicy: { type: 'workspaceWrite' },
  });
  expect(fourth).toMatchObject({ effort: 'low', model: 'rose', cwd: '/' });
  const order = methods(server);
  expect(order.lastIndexOf('thread/settings/updated')).toBeLessThan(order.indexOf('turn/started'));
  expect(s.peer.requests[0]?.body).toMatchObject({ model: 'rose' });
  const resumed = await server.request<ThreadResumeResponse>('thread/resume', { threadId });
  expect(resumed).toMatchObject({ model: 'rose', reasoningEffort: 'low', cwd: '/', approvalPolicy: 'never' });
});

test('contradictory settings, or settings for no thread, change nothing', async () => {
  await using s = await threadSession();
  const { server, threadId } = s;
  const refused = (params: object) => server.refused('thread/settings/update', { threadId, ...params });
  const both = await refused({ permissions: ':workspace', sandboxPolicy: { type: 'readOnly' } });
  expect(both.message).toBe('`permissions` cannot be combined with `sandboxPolicy`');
  expect((await refused({ permissions: 'nope' })).message).toContain('undefined profile `nope`');
  expect((await refused({ approvalPolicy: 'sometimes' })).data).toMatchObject({ code: 'invalid_request' });
  const unknown = '00000000-0000-7000-8000-000000000001';
  expect((await refused({ threadId: unknown })).message).toBe(`thread not found: ${unknown}`);
  expect(told(server)).toEqual([]);
});

test('a client that comes back brings other settings, tools and servers', async () => {
  const config = small('one', { tools: [tool('first')] });
  const replies = [{ text: 'one' }, { text: 'two' }];
  const grow = { type: 'function', name: 'grow', description: 'Grows.', inputSchema: { type: 'object' } };
  await using s = await threadSession({
    config: `turnwire.mcp_turn_wait_ms = 15000\n${config}`,
    replies,
    params: { dynamicTools: [grow] },
  });
  const { server, threadId, peer } = s;
  await s.turn('first');
  await server.request('thread/unsubscribe', { threadId });
  const statuses = () => server.received('thread/status/changed').map(({ params }) => (params as Told).status.type);
  const earlier = statuses().length;
  const resumed = await server.request<ThreadResumeResponse>('thread/resume', {
    threadId,
    excludeTurns: true,
    permissions: ':read-only',
    config: { model_reasoning_effort: 'high', 'mcp_servers.one.enabled': false, 'mcp_servers.two': two() },
  });
  expect(statuses().slice(earlier)).toEqual(['notLoaded', 'idle']);
  expect(resumed).toMatchObject({
    reasoningEffort: 'high',
    sandbox: { type: 'readOnly' },
    activePermissionProfile: { id: ':read-only', extends: null },
  });
  await s.turn('second');
  const [before, after] = peer.requests.map(({ body }) =>
    ((body.tools ?? []) as { name?: string }[]).flatMap(({ name }) => name ?? []),
  );
  expect(before).toEqual(expect.arrayContaining(['grow', 'one__first']));
  expect(after).toEqual(expect.arrayContaining(['grow', 'two__second']));
  expect(after).not.toContain('one__first');
});

test('a client that comes back with the same settings sees nothing unload', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }] });
  const { server, threadId } = s;
  await s.turn('first');
  await server.request('thread/unsubscribe', { threadId });
  await server.request('thread/resume', { threadId, excludeTurns: true, cwd: server.work });
  expect(server.received('thread/status/changed').map(({ params }) => (params as Told).status.type)).toEqual([
    'active',
    'idle',
  ]);
});

interface Told {
  readonly status: { readonly type: string };
}

/** A server in the form of a request. */
function two(): object {
  const [, args = '[]'] = /^args = (.*)$/m.exec(small('two', { tools: [tool('second')] })) ?? [];
  return { command: process.execPath, args: JSON.parse(args) as string[] };
}

test('what a client tells the model beside the message is sent once, until it changes', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }, { text: 'two' }, { text: 'three' }] });
  const context = (value: string) => ({
    additionalContext: { 'open file': { value, kind: 'untrusted' }, kind: { value: 'x', kind: 'application' } },
  });
  await s.turn('first', context('rose.txt'));
  await s.turn('second', context('rose.txt'));
  await s.turn('third', context('lily.txt'));
  const texts = s.peer.requests.at(-1)?.body.input.flatMap(({ content }) => content?.[0]?.text ?? []) ?? [];
  expect(texts.filter((text) => text.startsWith('<additional_context>'))).toEqual([
    '<additional_context>\n<open_file>rose.txt</open_file>\n</additional_context>',
    '<additional_context>\n<kind>x</kind>\n</additional_context>',
    '<additional_context>\n<open_file>lily.txt</open_file>\n</additional_context>',
  ]);
  const { thread } = await s.server.request<ThreadResumeResponse>('thread/read', {
    threadId: s.threadId,
    includeTurns: true,
  });
  expect(thread.preview).toBe('first');
  expect(JSON.stringify(thread.turns)).not.toContain('rose.txt');
});

test('other subscribers hear of it, and who has come back does not', async () => {
  await using s = await threadSession();
  const { server, threadId } = s;
  await server.request('thread/unsubscribe', { threadId });
  await server.request('thread/settings/update', { threadId, effort: 'high' });
  await server.request('initialize', INITIALIZE).catch(() => {});
  expect(told(server)).toEqual([]);
});
