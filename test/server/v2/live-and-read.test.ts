import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ThreadItem, Turn } from '../../../generated-types/v2/index.js';
import type { PeerReply } from '../../support/model-peer.js';
import { type Server, startServer } from '../../support/server.js';
import { INITIALIZE, received, threadSession, turnCompleted } from './session.js';

/** What a model may answer: thoughts, words and calls of tools, streamed or whole. */
const words = fc.array(fc.constantFrom('a ', 'b', 'ü', '\n', '🙂 ', '"'), { minLength: 1, maxLength: 4 });
const command = fc.constantFrom('printf "out\\n"', 'true', 'printf "ä"; exit 3', 'printf err >&2');
const call = fc.oneof(
  command.map((cmd) => ({ name: 'exec_command', args: { cmd } })),
  fc.constant({ name: 'no_such_tool', args: {} }),
  fc.constant({ name: 'exec_command', args: '{"cmd"' }),
);
const calls = fc.record(
  {
    reasoning: fc.constantFrom('Hm.', 'One. Two.'),
    deltas: words,
    calls: fc.array(call, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ['calls'] },
);
const last = fc.oneof<fc.Arbitrary<PeerReply>[]>(
  fc.record({ reasoning: fc.constant('So.'), deltas: words }, { requiredKeys: ['deltas'] }),
  fc.constant({ fail: { status: 400, body: { error: { message: 'no' } } } }),
  words.map((deltas) => ({ deltas, cut: 3 })),
);
const answers = fc.tuple(fc.array(calls, { maxLength: 2 }), last).map(([before, end]): PeerReply[] => [...before, end]);

const ended = (server: Server, turnId: string): ThreadItem[] =>
  received(server).flatMap(({ method, params }) => {
    const { item, turnId: of } = (params ?? {}) as { item: ThreadItem; turnId: string };
    return method === 'item/completed' && of === turnId ? [item] : [];
  });

async function turnsOf(server: Server, threadId: string): Promise<Turn[]> {
  const { thread } = await server.request<{ thread: { turns: Turn[] } }>('thread/read', {
    threadId,
    includeTurns: true,
  });
  return thread.turns;
}

test('live items equal the items that are read, in the same process and in the next one', async () => {
  await using s = await threadSession({ params: { model: 'gpt-5.5' } });
  const told: Turn[] = [];
  await fc.assert(
    fc.asyncProperty(answers, async (replies) => {
      s.peer.add(...replies);
      const { turn } = await s.start();
      const end = await turnCompleted(s.server, turn.id);
      told.push({ ...end, items: ended(s.server, turn.id), itemsView: 'full' });
      expect((await turnsOf(s.server, s.threadId)).at(-1)).toEqual(told.at(-1));
    }),
    { numRuns: 30 },
  );
  expect(await turnsOf(s.server, s.threadId)).toEqual(told);
  s.server.closeInput();
  await s.server.exit;
  await using next = await startServer({ home: s.home });
  await next.request('initialize', INITIALIZE);
  expect(await turnsOf(next, s.threadId)).toEqual(told);
  const resumed = await next.request<{ thread: { turns: Turn[] } }>('thread/resume', { threadId: s.threadId });
  expect(resumed.thread.turns).toEqual(told);
}, 60_000);
