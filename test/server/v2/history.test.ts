import { expect, test } from 'vitest';
import type { Turn } from '../../../generated-types/v2/index.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, threadSession } from './session.js';

const user = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
const assistant = (text: string) => ({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] });

interface Answer {
  readonly thread: { readonly id: string; readonly turns: Turn[] };
}

test('the turns of a history that is handed over are the same in the answer, read, and after a restart', async () => {
  await using session = await threadSession();
  const { server, home } = session;
  const history = [user('one'), assistant('two'), user('three'), assistant('four')];
  const { thread } = await server.request<Answer>('thread/resume', { threadId: session.threadId, history });
  const texts = thread.turns.map(({ items }) => items.map((item) => ('text' in item ? item.text : item.type)));
  expect(texts).toEqual([
    ['userMessage', 'two'],
    ['userMessage', 'four'],
  ]);
  expect(new Set(thread.turns.map(({ id }) => id)).size).toBe(2);
  const read = { threadId: thread.id, includeTurns: true };
  expect((await server.request<Answer>('thread/read', read)).thread.turns).toEqual(thread.turns);
  server.closeInput();
  await server.exit;
  await using next = await startServer({ home });
  await next.request('initialize', INITIALIZE);
  expect((await next.request<Answer>('thread/read', read)).thread.turns).toEqual(thread.turns);
  const again = await next.request<Answer>('thread/resume', { threadId: thread.id });
  expect(again.thread.turns).toEqual(thread.turns);
});
