import { expect, test } from 'vitest';
import type { ThreadReadResponse, ThreadResumeResponse, Turn } from '../../../generated-types/v2/index.js';
import { readRollout } from '../../support/rollout.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, threadSession } from './session.js';

const said = (role: string, text: string) => ({
  type: 'message',
  role,
  content: [{ type: role === 'user' ? 'input_text' : 'output_text', text }],
});
const HISTORY = [said('assistant', 'Welcome.'), said('user', 'one'), said('assistant', 'uno'), said('user', 'two')];

const shown = ({ thread }: { readonly thread: { readonly turns: readonly Turn[] } }) =>
  thread.turns.map(({ id, status, items }) => ({ id, status, items: items.map((item) => item.type) }));

test('each message of a history that a client gives is a turn with its beginning and end, now and later', async () => {
  await using s = await threadSession({});
  const begun = await s.server.request<ThreadResumeResponse>('thread/resume', {
    threadId: s.threadId,
    history: HISTORY,
  });
  const turns = shown(begun);
  const threadId = begun.thread.id;
  expect(turns).toMatchObject([
    { status: 'completed', items: ['agentMessage'] },
    { status: 'completed', items: ['userMessage', 'agentMessage'] },
    { status: 'completed', items: ['userMessage'] },
  ]);
  const lines = await readRollout(begun.thread.path as string);
  const ends = lines.flatMap(({ payload: { type, turn_id } }) =>
    type === 'turn_started' || type === 'turn_complete' ? [[type, turn_id]] : [],
  );
  expect(ends).toEqual(
    turns.flatMap(({ id }) => [
      ['turn_started', id],
      ['turn_complete', id],
    ]),
  );
  await s.server[Symbol.asyncDispose]();
  await using server = await startServer({ home: s.home, cwd: s.home });
  await server.request('initialize', INITIALIZE);
  const read = await server.request<ThreadReadResponse>('thread/read', { threadId, includeTurns: true });
  expect(shown(read)).toEqual(turns);
});
