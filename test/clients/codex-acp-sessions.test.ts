import { expect, test } from 'vitest';
import { until } from '../support/until.js';
import { session, TITLE, textOf, type Update, updatesOf } from './acp-editor.js';

/** JetBrains' editor is offered more than others. */
const AIR = {
  _meta: {
    jetbrains: {
      air: {
        version: 1,
        capabilities: ['sessionIndex', 'sessionBatchGet', 'sessionArchive', 'sessionRename', 'sessionListSubscribe'],
      },
    },
  },
};

interface Listed {
  readonly sessions: readonly { readonly sessionId: string; readonly title?: string | null }[];
}

test('the history of a session is shown to an editor that starts later', async () => {
  await using s = await session([
    {
      reasoning: 'Let me see.',
      text: 'I look.',
      calls: [{ name: 'exec_command', args: { cmd: 'echo seen' }, callId: 'c1' }],
    },
    { text: 'Done.' },
    TITLE,
    { text: 'More.' },
  ]);
  await s.prompt('first');
  await s.asked(3);
  const live = s.updates();
  const editor = await s.restart();
  await editor.request('session/load', { sessionId: s.sessionId, ...s.place });
  const shown = updatesOf(editor);
  expect(textOf(shown, 'user_message_chunk')).toBe('first');
  expect(textOf(shown, 'agent_message_chunk')).toBe('I look.Done.');
  expect(textOf(shown, 'agent_thought_chunk')).toBe('Let me see.');
  expect(textOf(live, 'agent_thought_chunk').trim()).toBe('Let me see.');
  expect(toolCalls(shown)).toEqual(toolCalls(live));
  expect(toolCalls(shown)).toMatchObject([['c1', 'completed']]);
  expect(await s.prompt('second')).toMatchObject({ stopReason: 'end_turn' });
  // What the server has to say of the settings of the adapter would be among it.
  expect(textOf(updatesOf(editor), 'agent_message_chunk')).toBe('I look.Done.More.');
  expect(s.peer.requests[3]?.body.input.flatMap(({ content }) => content?.map(({ text }) => text) ?? [])).toEqual(
    expect.arrayContaining(['first', 'I look.', 'Done.', 'second']),
  );
});

/** The last status of each tool call. */
function toolCalls(updates: readonly Update[]) {
  const last = new Map<unknown, unknown>();
  for (const { toolCallId, status } of updates) if (toolCallId && status) last.set(toolCallId, status);
  return [...last];
}

test('a history of several pages is shown once and in order', async () => {
  const said = Array.from({ length: 250 }, (_, i) => `${i} `);
  const items = said.map((text, i) => ({
    id: `msg_${i}`,
    type: 'message',
    role: 'assistant',
    content: [{ type: 'output_text', text }],
  }));
  const events = [
    { type: 'response.created', response: { id: 'r1' } },
    ...items.map((item) => ({ type: 'response.output_item.done', item })),
    { type: 'response.completed', response: { id: 'r1' } },
  ];
  await using s = await session([{ events }, TITLE]);
  await s.prompt('first');
  await s.asked(2);
  const editor = await s.restart();
  await editor.request('session/load', { sessionId: s.sessionId, ...s.place });
  expect(textOf(updatesOf(editor), 'agent_message_chunk')).toBe(said.join(''));
});

test('a session that is not known is an error', async () => {
  await using s = await session([]);
  const unknown = { sessionId: '01a22ae0-2560-7671-aab3-e83ac210fb6a', ...s.place };
  await expect(s.editor.request('session/load', unknown)).rejects.toThrow(/not found|no rollout/i);
  expect(await s.prompt('/status')).toMatchObject({ stopReason: 'end_turn' });
});

test('a session is forked, and the two go on apart', async () => {
  await using s = await session([{ text: 'one' }, TITLE, { text: 'two' }, TITLE, { text: 'three' }]);
  await s.prompt('first');
  await s.asked(2);
  const fork = await s.editor.request<{ sessionId: string }>('session/fork', { sessionId: s.sessionId, ...s.place });
  expect(fork.sessionId).not.toBe(s.sessionId);
  const prompt = [{ type: 'text', text: 'of the fork' }];
  await s.editor.request('session/prompt', { sessionId: fork.sessionId, prompt });
  await s.asked(4);
  await s.prompt('of the first');
  const said = s.peer.requests.map(({ body }) => JSON.stringify(body.input));
  expect(said[2]).toContain('of the fork');
  expect(said[2]).toContain('one');
  expect(said[4]).toContain('of the first');
  expect(said[4]).not.toContain('of the fork');
});

test('a session is closed, and deleted from the list', async () => {
  await using s = await session([{ text: 'one' }, TITLE]);
  await s.prompt('first');
  await s.asked(2);
  const listed = async () =>
    (await s.editor.request<Listed>('session/list', {})).sessions.map(({ sessionId }) => sessionId);
  await s.editor.request('session/close', { sessionId: s.sessionId });
  expect(await listed()).toContain(s.sessionId);
  await s.editor.request('session/delete', { sessionId: s.sessionId });
  expect(await listed()).not.toContain(s.sessionId);
});

test('a session gets a title, and another one from the user', async () => {
  await using s = await session([{ text: 'one' }, TITLE]);
  await s.prompt('first');
  const titled = async (title: string) => {
    await until(`the title ${title}`, () => s.updates().some((update) => update.title === title));
    const { sessions } = await s.editor.request<Listed>('session/list', {});
    expect(sessions.find(({ sessionId }) => sessionId === s.sessionId)?.title).toBe(title);
  };
  await titled('A title');
  await s.prompt('/rename Mine');
  await titled('Mine');
});

test('sessions are renamed, archived and restored, and the list tells of it', async () => {
  await using s = await session([{ text: 'one' }, TITLE], { capabilities: AIR });
  const { editor, sessionId } = s;
  await s.prompt('first');
  await s.asked(2);
  await editor.request('_session/list/subscribe', { cwd: s.work });
  const changes = () => editor.received('_session/list/changes').map((message) => JSON.stringify(message));
  await editor.request('_session/rename', { sessionId, title: 'Mine' });
  await until('the new title in the list', () => changes().some((text) => text.includes('Mine')));
  await editor.request('_session/archive', { sessionId });
  const listed = async () => (await editor.request<Listed>('session/list', { cwd: s.work })).sessions;
  expect(await listed()).toEqual([]);
  await editor.request('_session/unarchive', { sessionId });
  expect(await listed()).toMatchObject([{ sessionId, title: 'Mine' }]);
  const got = await editor.request('_session/batch_get', { sessionIds: [sessionId] });
  expect(JSON.stringify(got)).toContain('Mine');
});

test('new instructions of the editor are used by a session that is resumed', async () => {
  await using s = await session([{ text: 'one' }, TITLE, { text: 'two' }]);
  await s.prompt('first');
  await s.asked(2);
  const systemPrompt = { mode: 'append', content: [{ type: 'text', text: 'Answer in verse.' }] };
  await s.editor.request('session/resume', { sessionId: s.sessionId, ...s.place, systemPrompt });
  await s.prompt('second');
  expect(JSON.stringify(s.peer.requests[2]?.body)).toContain('Answer in verse.');
});
