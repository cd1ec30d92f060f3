import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Turn } from '../../../generated-types/v2/index.js';
import { startServer } from '../../support/server.js';
import { until } from '../../support/until.js';
import { hookSession, linesOf, runs, says, tells } from './hooks.js';
import { INITIALIZE, methods, received, turnCompleted } from './session.js';

const done = { text: 'done' };

/** What the last request of the model says, role by role. */
function said(requests: readonly { readonly body: { readonly input?: readonly object[] } }[]): string[] {
  return (requests.at(-1)?.body.input ?? []).flatMap((item) => {
    const { role, content } = item as { role?: string; content?: { text?: string }[] };
    const text = (content ?? []).map((part) => part.text ?? '').join('');
    return role === undefined || text.startsWith('<environment_context>') ? [] : [`${role}: ${text}`];
  });
}

const shown = (messages: readonly { method?: string | undefined; params?: unknown }[], type: string) =>
  messages.flatMap(({ method, params }) => {
    const { item } = (params ?? {}) as { item?: { type: string } };
    return method === 'item/completed' && item?.type === type ? [item] : [];
  });

test('hooks at the start and before a message tell the model something', async () => {
  await using s = await hookSession(
    {
      SessionStart: { command: `${tells('start')}; echo it is raining` },
      UserPromptSubmit: {
        command: `${tells('prompt')}; ${says({ systemMessage: 'seen', hookSpecificOutput: { hookEventName: 'UserPromptSubmit', additionalContext: 'be brief' } })}`,
      },
    },
    { replies: [done, { text: 'again' }] },
  );
  await s.turn('hello');
  expect(said(s.peer.requests)).toEqual(['developer: it is raining', 'user: hello', 'developer: be brief']);
  expect(methods(s.server).filter((method) => /^(turn|item|hook)\/(started|completed)$/.test(method))).toEqual([
    'turn/started',
    'hook/started',
    'hook/completed',
    'hook/started',
    'hook/completed',
    ...['item/started', 'item/completed', 'item/started', 'item/completed'],
    'turn/completed',
  ]);
  await s.turn('more');
  expect(s.told('start')).toMatchObject([{ hook_event_name: 'SessionStart', source: 'startup' }]);
  expect(s.told('start')[0]).not.toHaveProperty('turn_id');
  expect(s.told('prompt')).toMatchObject([{ prompt: 'hello' }, { prompt: 'more' }]);
  expect(runs(s.server, 'hook/completed')[1]?.entries).toEqual([
    { kind: 'warning', text: 'seen' },
    { kind: 'context', text: 'be brief' },
  ]);
});

test('a message that a hook blocks does not reach the model, also not after a restart', async () => {
  const command = `grep -q secret && { echo 'it holds a key' >&2; exit 2; }; exit 0`;
  await using s = await hookSession({ UserPromptSubmit: { command } }, { replies: [done, done] });
  expect(await s.turn('the secret')).toMatchObject({ status: 'completed', items: [] });
  expect(s.peer.requests).toEqual([]);
  expect(shown(received(s.server), 'userMessage')).toEqual([]);
  expect(received(s.server).find(({ method }) => method === 'warning')?.params).toMatchObject({
    message: 'A hook has stopped your message: it holds a key',
  });
  await s.turn('hello');
  expect(said(s.peer.requests)).toEqual(['user: hello']);
  const { thread } = await s.server.request<{ thread: { turns: Turn[] } }>('thread/read', {
    threadId: s.threadId,
    includeTurns: true,
  });
  expect(JSON.stringify(thread)).not.toContain('the secret');
  s.server.closeInput();
  await s.server.exit;
  await using again = await startServer({ home: s.home });
  await again.request('initialize', INITIALIZE);
  await again.request('thread/resume', { threadId: s.threadId });
  const input = [{ type: 'text', text: 'later' }];
  const { turn } = await again.request<{ turn: Turn }>('turn/start', { threadId: s.threadId, input });
  await turnCompleted(again, turn.id);
  expect(said(s.peer.requests)).toEqual(['user: hello', 'assistant: done', 'user: later']);
});

test('a message that joins a running turn is seen by hooks first', async () => {
  const command = `grep -q secret && { echo no >&2; exit 2; }; exit 0`;
  const paused = { text: 'one', wire: { pauseAfter: 'response.output_text.delta' } };
  await using s = await hookSession({ UserPromptSubmit: { command } }, { replies: [paused, { text: 'two' }] });
  const { turn } = await s.start('first');
  await s.peer.paused();
  const steer = (text: string) =>
    s.server.request('turn/steer', {
      threadId: s.threadId,
      expectedTurnId: turn.id,
      input: [{ type: 'text', text }],
    });
  await steer('the secret');
  await steer('and this');
  s.peer.release();
  await turnCompleted(s.server, turn.id);
  expect(said(s.peer.requests)).toEqual(expect.arrayContaining(['user: first', 'user: and this']));
  expect(JSON.stringify(s.peer.requests)).not.toContain('the secret');
});

test('a hook at the start can end the turn', async () => {
  const command = says({ continue: false, stopReason: 'not now' });
  await using s = await hookSession({ SessionStart: { command } }, { replies: [done] });
  expect(await s.turn('hello')).toMatchObject({ status: 'completed', items: [] });
  expect(runs(s.server, 'hook/completed')).toMatchObject([
    { status: 'stopped', scope: 'thread', entries: [{ kind: 'stop', text: 'not now' }] },
  ]);
  await s.turn('again');
  expect(said(s.peer.requests)).toEqual(['user: again']);
});

test('a message that waits for a hook when its turn is interrupted comes with the next one', async () => {
  const command = `test -e "$OUT/seen" && exit 0; touch "$OUT/seen"; echo x >> "$OUT/runs"; sleep 60`;
  await using s = await hookSession({ UserPromptSubmit: { command } }, { replies: [done] });
  const { turn } = await s.start('hello');
  await until('the hook', () => linesOf(join(s.out, 'runs'))[0]);
  await s.server.request('turn/interrupt', { threadId: s.threadId, turnId: turn.id });
  await s.turn('more');
  expect(said(s.peer.requests)).toEqual(['user: hello', 'user: more']);
});

test('a hook at the end makes the model go on', async () => {
  const command = `${tells('stop')}; test -e "$OUT/once" || { touch "$OUT/once"; ${says({ decision: 'block', reason: 'run the <tests>' })}; }`;
  await using s = await hookSession({ Stop: { command } }, { replies: [done, { text: 'really done' }] });
  await s.turn('hello');
  const hookRunId = `stop:0:${join(s.home, 'config.toml')}`;
  expect(said(s.peer.requests)).toEqual([
    'user: hello',
    'assistant: done',
    `user: <hook_prompt hook_run_id="${hookRunId}">run the &lt;tests&gt;</hook_prompt>`,
  ]);
  expect(s.told('stop')).toMatchObject([
    { stop_hook_active: false, last_assistant_message: 'done' },
    { stop_hook_active: true, last_assistant_message: 'really done' },
  ]);
  const fragments = [{ text: 'run the <tests>', hookRunId }];
  expect(shown(received(s.server), 'hookPrompt')).toMatchObject([{ fragments }]);
  const { thread } = await s.server.request<{ thread: { turns: Turn[] } }>('thread/read', {
    threadId: s.threadId,
    includeTurns: true,
  });
  expect(thread.turns[0]?.items.map(({ type }) => type)).toEqual([
    'userMessage',
    'agentMessage',
    'hookPrompt',
    'agentMessage',
  ]);
});

test('hooks cannot make the model go on for ever (C492)', async () => {
  const replies = Array.from({ length: 21 }, (_, at) => ({ text: `answer ${at}` }));
  await using s = await hookSession(
    { Stop: { command: says({ decision: 'block', reason: 'again' }) } },
    { replies, deadlineMs: 60_000 },
  );
  expect(await s.turn('hello')).toMatchObject({ status: 'completed' });
  expect(s.peer.requests).toHaveLength(21);
});
