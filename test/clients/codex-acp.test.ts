import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Message } from '../support/exchange.js';
import type { PeerReply } from '../support/model-peer.js';
import { startServer } from '../support/server.js';
import { until } from '../support/until.js';
import { install } from './packages.js';
import { HELD, startStandIn } from './stand-in.js';

let adapter: string;
beforeAll(() => {
  const modules = install('codex-acp', { '@agentclientprotocol/codex-acp': '2.6.0' });
  adapter = join(modules, '@agentclientprotocol/codex-acp/dist/index.js');
});

/** After the first turn the adapter asks a model for a title. */
const TITLE: PeerReply = { text: '{"title":"A title"}' };

interface Update {
  readonly sessionUpdate: string;
  readonly content?: { readonly text?: string };
  readonly status?: string;
}

/** The adapter between an editor that speaks the Agent Client Protocol, which the test speaks, and a server of the test's own. */
async function session(replies: readonly PeerReply[]) {
  const standIn = await startStandIn(replies);
  const editor = await startServer({
    command: [process.execPath, adapter],
    home: standIn.home,
    cwd: standIn.work,
    env: { CODEX_PATH: standIn.codex, MODEL_PROVIDER: 'mock', INITIAL_AGENT_MODE: 'read-only' },
  });
  const send = editor.send.bind(editor);
  editor.send = (message: Message) => send({ jsonrpc: '2.0', ...message } as Message);
  await editor.request('initialize', { protocolVersion: 1, clientCapabilities: {} });
  const place = { cwd: standIn.work, mcpServers: [] };
  const { sessionId } = await editor.request<{ sessionId: string }>('session/new', place);
  const updates = () => editor.received('session/update').map(({ params }) => (params as { update: Update }).update);
  return {
    ...standIn,
    editor,
    place,
    sessionId,
    updates,
    /** Waits until so many requests have reached the model: the request for a title comes beside everything else. */
    asked: (count: number) => until(`${count} requests`, () => standIn.peer.requests.length >= count),
    prompt: (text: string) =>
      editor.request<{ stopReason: string }>('session/prompt', { sessionId, prompt: [{ type: 'text', text }] }),
    said: () =>
      updates()
        .filter(({ sessionUpdate }) => sessionUpdate === 'agent_message_chunk')
        .map(({ content }) => content?.text)
        .join(''),
    async [Symbol.asyncDispose]() {
      // The end of its input alone leaves its timers running.
      editor.kill('SIGTERM');
      await editor[Symbol.asyncDispose]();
      await standIn.allGone();
      await standIn[Symbol.asyncDispose]();
    },
  };
}

test('prompts follow each other in a session', async () => {
  await using s = await session([{ text: 'one ' }, TITLE, { text: 'two' }]);
  expect(await s.prompt('first')).toMatchObject({ stopReason: 'end_turn' });
  await s.asked(2);
  expect(await s.prompt('second')).toMatchObject({ stopReason: 'end_turn' });
  expect(s.said()).toBe('one two');
});

test.each(['allow_once', 'reject_once'])('a command is asked for: %s', async (kind) => {
  const allowed = kind === 'allow_once';
  const args = { cmd: 'touch made', sandbox_permissions: 'require_escalated', justification: 'May I?' };
  const call = { calls: [{ name: 'exec_command', args, callId: 'c1' }] };
  await using s = await session([call, { text: 'done' }, TITLE]);
  s.editor.onServerRequest('session/request_permission', (params) => {
    const { options } = params as { options: readonly { readonly optionId: string; readonly kind: string }[] };
    return { outcome: { outcome: 'selected', optionId: options.find((option) => option.kind === kind)?.optionId } };
  });
  expect(await s.prompt('go')).toMatchObject({ stopReason: 'end_turn' });
  await s.asked(3);
  expect(s.editor.received('session/request_permission')).toHaveLength(1);
  expect(existsSync(join(s.work, 'made'))).toBe(allowed);
});

test('a prompt is cancelled, and the next one is answered', async () => {
  await using s = await session([HELD, { text: 'next' }, TITLE]);
  const turn = s.prompt('go');
  await until('the request to the model', () => s.peer.requests.length > 0);
  s.editor.notify('session/cancel', { sessionId: s.sessionId });
  expect(await turn).toMatchObject({ stopReason: 'cancelled' });
  expect(await s.prompt('again')).toMatchObject({ stopReason: 'end_turn' });
  await s.asked(3);
});

test('sessions are listed and resumed', async () => {
  await using s = await session([{ text: 'one' }, TITLE, { text: 'two' }]);
  await s.prompt('first');
  await s.asked(2);
  const { sessions } = await s.editor.request<{ sessions: readonly { sessionId: string }[] }>('session/list', {});
  expect(sessions.map(({ sessionId }) => sessionId)).toContain(s.sessionId);
  await s.editor.request('session/resume', { sessionId: s.sessionId, ...s.place });
  expect(await s.prompt('second')).toMatchObject({ stopReason: 'end_turn' });
});
