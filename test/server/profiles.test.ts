import { expect, it } from 'vitest';
import { startModelPeer } from '../support/model-peer.js';
import { startServer } from '../support/server.js';

const INITIALIZE = { clientInfo: { name: 'test', version: '1' } };
const DONE = { events: [{ type: 'message', text: 'done' }] } as never;
const LOOSE = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n';

it.each([
  ['profile = "p"\n', {}, 'sandbox_mode = "read-only"', 'never', 'read-only'],
  ['profile = "p"\n', {}, 'sandbox_mode = "workspace-write"', 'never', 'workspace-write'],
  ['', { profile: 'p' }, 'sandbox_mode = "read-only"', 'never', 'read-only'],
  ['', { config: { profile: 'p' } }, 'sandbox_mode = "read-only"', 'never', 'read-only'],
  ['profile = "p"\n', {}, 'approval_policy = "untrusted"', 'untrusted', 'danger-full-access'],
  ['profile = "p"\n', {}, 'approval_policy = "on-request"\nsandbox_mode = "read-only"', 'on-request', 'read-only'],
  ['profile = "p"\n', { sandbox: 'workspace-write' }, 'sandbox_mode = "read-only"', 'never', 'workspace-write'],
  ['', {}, 'sandbox_mode = "read-only"\napproval_policy = "untrusted"', 'never', 'danger-full-access'],
])(
  '%j, asked with %j: what the profile says of safety counts (%j) (C283)',
  async (top, params, inside, policy, mode) => {
    await using peer = await startModelPeer([DONE]);
    const [, provider] = peer.config().split('[model_providers');
    const config = `${top}${LOOSE}model = "m"\nmodel_provider = "mock"\n[profiles.p]\n${inside}\n[model_providers${provider}`;
    await using server = await startServer({ config });
    await server.request('initialize', INITIALIZE);
    const { conversationId } = await server.request<{ conversationId: string }>('newConversation', params);
    await server.request('addConversationListener', { conversationId });
    await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'hello' } }] });
    await server.next((m) => m.method === 'codex/event/task_complete');
    const told = JSON.stringify(peer.requests[0]?.body.input);
    expect(told).toContain(`<approval_policy>${policy}</approval_policy>`);
    expect(told).toContain(`<sandbox_mode>${mode}</sandbox_mode>`);
  },
);

const BAD = [
  'model = 5',
  'approval_policy = { granular = { rules = true } }',
  'sandbox_mode = "external"',
  'model_verbosity = 5',
  'tools = "all"',
  'model_reasoning_effort = 7',
];

it.each(BAD)('a profile that is not in force stops nothing: %j', async (inside) => {
  await using server = await startServer({ config: `model = "m"\n[profiles.p]\n${inside}\n` });
  await server.request('initialize', INITIALIZE);
  await server.request('newConversation', {});
  expect(await server.request('getUserSavedConfig')).toMatchObject({ config: { profiles: { p: expect.anything() } } });
  const { data } = await server.refused('newConversation', { profile: 'p' });
  expect(data).toMatchObject({ code: 'config_invalid', key: expect.stringMatching(/^profiles\.p\./) });
});

it.each([
  'approval_policy = { granular = { rules = true } }',
  'approval_policy = "sometimes"',
  'sandbox_mode = "external"',
  'sandbox_mode = true',
  'sandbox_mode = ["read-only"]',
])('what the profile in force says of safety is refused with each conversation: %j', async (inside) => {
  await using server = await startServer({ config: `model = "m"\nprofile = "p"\n${LOOSE}[profiles.p]\n${inside}\n` });
  await server.request('initialize', INITIALIZE);
  const { data } = await server.refused('newConversation', {});
  expect(data).toMatchObject({ code: 'config_invalid', key: expect.stringMatching(/^profiles\.p\./) });
  await server.request('newConversation', { config: { profile: null, 'profiles.p': {} } });
});
