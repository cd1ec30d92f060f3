import { expect, test } from 'vitest';
import type { ThreadItem, Turn } from '../../../generated-types/v2/index.js';
import { exec } from '../../conformance/v2/replies.js';
import { ReplyError, type Server } from '../../support/server.js';
import { methods, received, threadSession, turnCompleted } from './session.js';

const FINDING = {
  title: '[P1] The loop never ends',
  body: 'When the list is empty.\nAlways.',
  confidence_score: 0.9,
  priority: 1,
  code_location: { absolute_file_path: '/x/a.ts', line_range: { start: 3, end: 5 } },
};
const OUTPUT = {
  findings: [FINDING],
  overall_correctness: 'patch is incorrect',
  overall_explanation: 'One mistake.',
  overall_confidence_score: 0.8,
};
const TEXT =
  'One mistake.\n\nReview comment:\n\n- [P1] The loop never ends — /x/a.ts:3-5\n  When the list is empty.\n  Always.';

interface Reply {
  readonly turn: Turn;
  readonly reviewThreadId: string;
}

async function session(replies: Parameters<typeof threadSession>[0] extends infer O | undefined ? O : never) {
  const s = await threadSession(replies);
  const review = (target: object, more: object = {}) =>
    s.server.request<Reply>('review/start', { threadId: s.threadId, target, ...more });
  return Object.assign(s, { review });
}

const CHANGES = { type: 'uncommittedChanges' };

const completed = (server: Server): ThreadItem[] =>
  received(server).flatMap(({ method, params }) =>
    method === 'item/completed' ? [(params as { item: ThreadItem }).item] : [],
  );

const refusal = async (work: Promise<unknown>) => {
  const error = await work.catch((e: unknown) => e);
  if (!(error instanceof ReplyError)) throw new Error('it was not refused');
  return error.error;
};

test('a review reads on its own and leaves its text to users and to the model', async () => {
  await using s = await session({
    replies: [
      { text: 'secret' },
      { calls: [exec('echo looked')] },
      { text: JSON.stringify(OUTPUT) },
      { text: 'thanks' },
    ],
  });
  await s.turn('first');
  const before = completed(s.server).length;
  const { turn, reviewThreadId } = await s.review(CHANGES);
  expect(reviewThreadId).toBe(s.threadId);
  expect(turn).toMatchObject({ status: 'inProgress', items: [{ content: [{ text: 'current changes' }] }] });
  const ended = await turnCompleted(s.server, turn.id);
  expect(ended).toMatchObject({ status: 'completed', items: [{ type: 'agentMessage', text: TEXT }] });
  const items = completed(s.server).slice(before);
  expect(items).toMatchObject([
    { type: 'enteredReviewMode', review: 'current changes' },
    { type: 'userMessage' },
    { type: 'commandExecution', aggregatedOutput: 'looked\n' },
    { type: 'exitedReviewMode', review: TEXT },
    { type: 'agentMessage', text: TEXT },
  ]);
  // What the reviewer says is not said to users.
  expect(received(s.server).filter(({ method }) => method === 'item/agentMessage/delta')).toHaveLength(1);

  const [, asked] = s.peer.requests;
  expect(JSON.stringify(asked?.body.input)).not.toContain('secret');
  const tools = ((asked?.body.tools ?? []) as { name?: string }[]).map(({ name }) => name);
  expect(tools).toContain('exec_command');
  expect(tools).not.toContain('apply_patch');
  expect(tools).not.toContain('create_goal');

  await s.turn('and now?');
  const texts = s.peer.requests.at(-1)?.body.input.flatMap(({ content }) => content?.map(({ text }) => text) ?? []);
  expect(texts?.slice(-3)).toEqual([
    expect.stringMatching(/^<user_action>\n<action>review<\/action>\n<results>\nOne mistake\./),
    TEXT,
    'and now?',
  ]);
  expect(JSON.stringify(texts)).not.toContain('looked');

  const read = await s.server.request<{ data: { item: ThreadItem }[] }>('thread/items/list', { threadId: s.threadId });
  expect(read.data.map(({ item }) => item)).toEqual(completed(s.server));
});

test('a review is the same after a restart, also for older clients', async () => {
  await using s = await session({ replies: [{ text: JSON.stringify(OUTPUT) }] });
  const { turn } = await s.review({ type: 'custom', instructions: 'look at a' });
  await turnCompleted(s.server, turn.id);
  const { threadId, server } = s;
  await server.request('turnwire/closeConversation', { conversationId: threadId });
  const { data } = await server.request<{ data: { item: ThreadItem }[] }>('thread/items/list', { threadId });
  expect(data.map(({ item }) => item)).toEqual(completed(server));
  const resumed = await server.request<{ initialMessages: { type: string }[] }>('resumeConversation', {
    path: s.started.thread.path,
  });
  expect(resumed.initialMessages.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['entered_review_mode', 'exited_review_mode', 'agent_message']),
  );
});

test.each<[object, string, RegExp]>([
  [{ type: 'baseBranch', branch: "it's" }, "changes against 'it's'", /merge-base HEAD "it's"/],
  [{ type: 'commit', sha: 'abc1234', title: 'Roses' }, 'commit abc1234: Roses', /`git show abc1234`/],
  [{ type: 'commit', sha: 'abc1234' }, 'commit abc1234', /`git show abc1234`/],
  [{ type: 'custom', instructions: ' look at a ' }, 'look at a', /^look at a$/],
])('the reviewer is told what to look at: %j', async (target, hint, prompt) => {
  await using s = await session({ replies: [{ text: '{"findings":[],"overall_explanation":"Fine."}' }] });
  const { turn } = await s.review(target, { delivery: 'inline' });
  await turnCompleted(s.server, turn.id);
  const [entered, message] = completed(s.server);
  expect(entered).toMatchObject({ type: 'enteredReviewMode', review: hint });
  expect(message).toMatchObject({ content: [{ text: expect.stringMatching(prompt) }] });
});

test.each<[string, string]>([
  ['plain words', 'plain words'],
  [`Here it is: ${JSON.stringify(OUTPUT)}`, TEXT],
  ['{"findings":[{"title":7,"code_location":null},3],"overall_explanation":null}', 'Review comment:\n\n- 7\n  '],
  ['{"findings":[],"overall_explanation":""}', 'Reviewer failed to output a response.'],
  ['{"other":1}', '{"other":1}'],
])('a reviewer may not keep to the form: %s', async (text, shown) => {
  await using s = await session({ replies: [{ text }] });
  const { turn } = await s.review(CHANGES);
  expect((await turnCompleted(s.server, turn.id)).items).toMatchObject([{ text: shown }]);
});

test('an interrupted review says so, and its command ends', async () => {
  await using s = await session({ replies: [{ calls: [exec('echo begun; sleep 600', { yield_time_ms: 30_000 })] }] });
  const { turn } = await s.review(CHANGES);
  await s.server.until('output', () => methods(s.server).find((m) => m === 'item/commandExecution/outputDelta'));
  const { threadId, server } = s;
  const input = [{ type: 'text', text: 'more' }];
  expect(await refusal(server.request('turn/start', { threadId, input }))).toMatchObject({
    message: 'failed to submit turn input: ActiveTurnNotSteerable { turn_kind: Review }',
  });
  expect(await refusal(server.request('turn/steer', { threadId, input, expectedTurnId: turn.id }))).toMatchObject({
    message: 'cannot steer a review turn',
    data: { code: 'turn_not_steerable', turnKind: 'review' },
  });
  await server.request('turn/interrupt', { threadId, turnId: turn.id });
  expect(await turnCompleted(server, turn.id)).toMatchObject({ status: 'interrupted' });
  expect(completed(server).slice(2)).toMatchObject([
    { type: 'commandExecution', status: 'failed', aggregatedOutput: 'begun\n' },
    { type: 'exitedReviewMode', review: 'Reviewer failed to output a response.' },
    { type: 'agentMessage', text: expect.stringContaining('Review was interrupted.') },
  ]);
  s.peer.add({ text: 'two' });
  await s.turn('go on');
});

test('a failure of the model ends the review and its turn', async () => {
  await using s = await session({ replies: [{ fail: { status: 400, body: { error: { message: 'no' } } } }] });
  const { turn } = await s.review(CHANGES);
  expect(await turnCompleted(s.server, turn.id)).toMatchObject({ status: 'failed', error: { message: /no/ } });
  expect(completed(s.server).map(({ type }) => type)).toEqual([
    'enteredReviewMode',
    'userMessage',
    'exitedReviewMode',
    'agentMessage',
  ]);
});

test('a command of the reviewer is approved as every other one', async () => {
  await using s = await session({
    replies: [{ calls: [exec('touch made')] }, { text: 'done' }],
    params: { approvalPolicy: 'untrusted', sandbox: 'read-only' },
  });
  s.server.onServerRequest('item/commandExecution/requestApproval', () => ({ decision: 'decline' }));
  const { turn } = await s.review(CHANGES);
  expect(await turnCompleted(s.server, turn.id)).toMatchObject({ status: 'completed' });
  expect(completed(s.server)).toMatchObject([{}, {}, { type: 'commandExecution', status: 'declined' }, {}, {}]);
});

test('a review beside the thread works in a copy', async () => {
  await using s = await session({ replies: [{ text: 'one' }, { text: JSON.stringify(OUTPUT) }] });
  await s.turn('first');
  const { turn, reviewThreadId } = await s.review(CHANGES, { delivery: 'detached' });
  expect(reviewThreadId).not.toBe(s.threadId);
  await turnCompleted(s.server, turn.id);
  const started = received(s.server).filter(({ method }) => method === 'thread/started');
  expect(started.at(-1)?.params).toMatchObject({ thread: { id: reviewThreadId } });
  const count = async (threadId: string) =>
    (await s.server.request<{ data: object[] }>('thread/items/list', { threadId })).data.length;
  expect([await count(s.threadId), await count(reviewThreadId)]).toEqual([2, 6]);
});

test.each<[object, string]>([
  [{ target: { type: 'custom', instructions: ' ' } }, 'instructions must not be empty'],
  [{ target: { type: 'baseBranch', branch: '' } }, 'branch must not be empty'],
  [{ target: { type: 'commit', sha: '' } }, 'sha must not be empty'],
  [{ threadId: '00000000-0000-7000-8000-000000000001' }, 'thread not found: 00000000-0000-7000-8000-000000000001'],
])('a review is refused: %j', async (params, message) => {
  await using s = await session({});
  const given = { threadId: s.threadId, target: CHANGES, ...params };
  expect((await refusal(s.server.request('review/start', given))).message).toBe(message);
});
