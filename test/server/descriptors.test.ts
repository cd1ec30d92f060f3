import { expect, it } from 'vitest';
import { OURS, startServer } from '../support/server.js';
import { until } from '../support/until.js';
import { session, shell } from './shell-session.js';

it.each(['3', '7', '9', '42'])(
  'a command does not get descriptor %s, with which the server was started',
  async (fd) => {
    const command = ['bash', '-c', `exec ${fd}</etc/hostname 5</etc/hosts; exec "$@"`, 'bash', ...OURS];
    const script = 'readlink /proc/$$/fd/*; echo end';
    await using s = await session(
      [{ calls: [shell(['bash', '-c', script])] }, { text: 'done' }],
      { approvalPolicy: 'never' },
      { command, validate: true },
    );
    await s.say();
    await s.server.next('task_complete');
    expect(JSON.stringify(s.outputs())).toContain('end');
    expect(JSON.stringify(s.outputs())).not.toMatch(/hostname|hosts/);
  },
);

it.each([
  ['beyond the limit', '90', 64],
  ['at the limit', '89', 90],
])('a command runs although a descriptor of the server is %s, and does not get it', async (_, fd, limit) => {
  const command = ['bash', '-c', `exec ${fd}</etc/hostname; ulimit -n ${limit}; exec "$@"`, 'bash', ...OURS];
  const script = 'readlink /proc/$$/fd/*; echo end';
  await using s = await session(
    [{ calls: [shell(['bash', '-c', script])] }, { text: 'done' }],
    { approvalPolicy: 'never' },
    { command, validate: true },
  );
  await s.say();
  await s.server.next('task_complete');
  expect(JSON.stringify(s.outputs())).toContain('end');
  expect(JSON.stringify(s.outputs())).not.toMatch(/hostname/);
});

it('without free descriptors each request is answered, and later ones work again', async () => {
  const command = ['bash', '-c', 'ulimit -n 64; exec "$0" "$@"', ...OURS];
  const config = 'model_provider = "scripted"\n';
  await using server = await startServer({ command, config, validate: true, env: { TURNWIRE_LOG: 'debug' } });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  interface Created {
    readonly conversationId: string;
    readonly rolloutPath: string;
  }
  const opened: Created[] = [];
  for (let refused = false; !refused; ) {
    const { result, error } = await server.call('newConversation', {});
    if (result !== undefined) opened.push(result as Created);
    refused = error !== undefined;
  }
  expect(opened.length).toBeGreaterThan(5);
  const [{ conversationId, rolloutPath } = { conversationId: '', rolloutPath: '' }] = opened;
  for (const [method, params] of [
    ['listConversations', {}],
    ['execOneOffCommand', { command: ['echo'] }],
    ['gitDiffToRemote', { cwd: server.work }],
    ['fuzzyFileSearch', { query: 'x', roots: [server.work] }],
    ['setDefaultModel', { model: 'm' }],
    ['loginApiKey', { apiKey: 'k' }],
    ['loginChatGpt', undefined],
    ['resumeConversation', { path: rolloutPath }],
    ['sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] }],
  ] as const) {
    const { result, error } = await server.call(method, params);
    expect(result ?? error, method).toBeDefined();
  }
  await until('the rest of the server not to be loaded', () => server.stderr.includes('a module cannot be loaded'));
  for (const one of opened) await server.call('turnwire/closeConversation', { conversationId: one.conversationId });
  expect(await server.request('newConversation', {})).toBeDefined();
  expect(await server.request('listConversations', {})).toBeDefined();
  // What could not be loaded meanwhile is.
  expect(await server.request('fuzzyFileSearch', { query: 'x', roots: [server.work] })).toEqual({ files: [] });
  expect(await server.request('loginChatGpt')).toHaveProperty('authUrl');
  await until('the rest of the server to be loaded', () => server.stderr.includes('everything is loaded'));
});
