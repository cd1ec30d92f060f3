import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ThreadTokenUsageUpdatedNotification } from '../../../generated-types/v2/index.js';
import { exec } from '../../conformance/v2/replies.js';
import type { PeerReply } from '../../support/model-peer.js';
import { readRollout } from '../../support/rollout.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, methods, received, threadSession, turnCompleted } from './session.js';

const ANSWER = 15;

type Session = Awaited<ReturnType<typeof threadSession>>;

/** The total after each count that clients were told. */
const counts = ({ server }: Pick<Session, 'server'>) =>
  received(server).flatMap(({ method, params }) =>
    method === 'thread/tokenUsage/updated'
      ? [(params as ThreadTokenUsageUpdatedNotification).tokenUsage.total.totalTokens]
      : [],
  );

const commandRuns = ({ server }: Session) =>
  server.until('the start of the command', () =>
    received(server).some((m) => m.method === 'item/started' && JSON.stringify(m).includes('"commandExecution"')),
  );

/** The whole answer has reached the server: its connection is over, and the server has been through its event loop since. */
async function hasArrived({ peer, server }: Session): Promise<void> {
  await peer.requests[0]?.closed;
  for (let i = 0; i < 3; i++) await server.request('thread/loaded/list', {});
}

test('a response whose command is interrupted is counted, and the count is kept', async () => {
  await using s = await threadSession({ replies: [{ calls: [exec('sleep 600')] }, { text: 'later' }] });
  const { turn } = await s.start();
  await commandRuns(s);
  await hasArrived(s);
  await s.server.request('turn/interrupt', { threadId: s.threadId, turnId: turn.id });
  await turnCompleted(s.server, turn.id);
  expect(counts(s)).toEqual([ANSWER]);
  const told = methods(s.server);
  expect(told.indexOf('thread/tokenUsage/updated')).toBeLessThan(told.indexOf('turn/completed'));
  const lines = await readRollout(s.started.thread.path);
  const kinds = lines.map(({ payload }) => payload.type);
  expect(kinds.slice(-2)).toEqual(['token_count', 'turn_aborted']);
  await s.server[Symbol.asyncDispose]();
  await using server = await startServer({ home: s.home, cwd: s.home });
  await server.request('initialize', INITIALIZE);
  await server.request('thread/resume', { threadId: s.threadId });
  const again = await server.request<{ turn: { id: string } }>('turn/start', {
    threadId: s.threadId,
    input: [{ type: 'text', text: 'on' }],
  });
  await turnCompleted(server, again.turn.id);
  expect(counts({ server })).toEqual([ANSWER, 2 * ANSWER]);
});

const OPEN: PeerReply = { calls: [exec('sleep 600')], wire: { pauseBefore: 'response.completed' } };

test('an interrupt does not wait for the end of the response, and a response without its end is not counted', async () => {
  await using s = await threadSession({ replies: [OPEN] });
  const { turn } = await s.start();
  await commandRuns(s);
  await s.peer.paused();
  await s.server.request('turn/interrupt', { threadId: s.threadId, turnId: turn.id });
  expect(await turnCompleted(s.server, turn.id)).toMatchObject({ status: 'interrupted' });
  expect(counts(s)).toEqual([]);
  await s.peer.requests[0]?.closed;
});

test('an end that arrives while the command runs is counted', async () => {
  await using s = await threadSession({ replies: [OPEN] });
  const { turn } = await s.start();
  await commandRuns(s);
  await s.peer.paused();
  s.peer.release();
  await hasArrived(s);
  await s.server.request('turn/interrupt', { threadId: s.threadId, turnId: turn.id });
  await turnCompleted(s.server, turn.id);
  expect(counts(s)).toEqual([ANSWER]);
});

test('a response that runs to its end while a message waits is counted once', async () => {
  const waits = 'until [ -e go ]; do sleep 0.05; done';
  await using s = await threadSession({ replies: [{ calls: [exec(waits)] }, { text: 'done' }] });
  const { turn } = await s.start();
  await commandRuns(s);
  await hasArrived(s);
  const input = [{ type: 'text', text: 'more' }];
  await s.server.request('turn/steer', { threadId: s.threadId, expectedTurnId: turn.id, input });
  await writeFile(join(s.server.work, 'go'), '');
  await turnCompleted(s.server, turn.id);
  expect(counts(s)).toEqual([ANSWER, 2 * ANSWER]);
});
