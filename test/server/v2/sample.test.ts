import { expect, test } from 'vitest';
import type { ThreadSampleResponse } from '../../../generated-types/v2/index.js';
import { exec } from '../../conformance/v2/replies.js';
import { ReplyError } from '../../support/server.js';
import { methods, threadSession } from './session.js';

async function session() {
  const s = await threadSession({ replies: [{ text: 'one' }] });
  const turn = await s.turn('first');
  const sample = (params: object = {}) =>
    s.server.request<ThreadSampleResponse>('thread/sample', {
      threadId: s.threadId,
      expectedTurnId: turn.id,
      prompt: 'in a word?',
      ...params,
    });
  return Object.assign(s, { sample, turnId: turn.id });
}

const refusal = async (work: Promise<unknown>) => {
  const error = await work.catch((e: unknown) => e);
  if (!(error instanceof ReplyError)) throw new Error('it was not refused');
  return error.error;
};

test('a sample is asked with the history and the tools of the thread, which stays as it is', async () => {
  await using s = await session();
  s.peer.add({ text: 'roses' });
  const before = methods(s.server).length;
  expect(await s.sample()).toMatchObject({ sourceTurnId: s.turnId, text: 'roses', outputTokens: expect.any(Number) });
  const [first, second] = s.peer.requests;
  expect(second?.body.input.slice(0, first?.body.input.length)).toEqual(first?.body.input);
  expect(second?.body.input.at(-1)?.content).toEqual([{ type: 'input_text', text: 'in a word?' }]);
  expect(second?.body.tools).toEqual(first?.body.tools);
  expect(methods(s.server)).toHaveLength(before);
  s.peer.add({ text: 'two' });
  await s.turn('second');
  expect(JSON.stringify(s.peer.requests.at(-1)?.body.input)).not.toMatch(/in a word|roses/);
});

test('no tool runs in a sample', async () => {
  await using s = await session();
  s.peer.add({ calls: [exec('touch made')] });
  expect((await s.sample({ effort: 'low' })).text).toBeNull();
  expect(methods(s.server)).not.toContain('item/commandExecution/requestApproval');
  expect(s.peer.requests.at(-1)?.body.input.at(-1)?.content?.[0]?.text).toBe('in a word?');
});

test('a sample is still right after the thread was loaded again', async () => {
  await using s = await session();
  const { threadId, server } = s;
  await server.request('turnwire/closeConversation', { conversationId: threadId });
  expect((await refusal(s.sample())).message).toBe('thread/sample requires a loaded source');
  await server.request('thread/resume', { threadId });
  s.peer.add({ text: 'roses' });
  expect((await s.sample()).text).toBe('roses');
});

test('a sample can be cancelled; another id ends nothing', async () => {
  await using s = await session();
  s.peer.add({ text: 'roses', wire: { pauseAfter: 'response.created' } });
  const { server } = s;
  const asked = s.sample();
  await s.peer.paused();
  const requestId = server.lines.findLast(({ message }) => message.method === 'thread/sample')?.message.id;
  for (const unknown of ['x', 999, String(requestId)])
    expect(await server.request('thread/sample/cancel', { requestId: unknown })).toEqual({});
  expect(await server.request('thread/sample/cancel', { requestId })).toEqual({});
  expect(await refusal(asked)).toMatchObject({ message: 'sample canceled', data: { code: 'request_cancelled' } });
  // The request to the model is ended too.
  await s.peer.requests.at(-1)?.closed;
  s.peer.add({ text: 'violets' });
  expect((await s.sample()).text).toBe('violets');
});

test('a failure of the model is the answer', async () => {
  await using s = await session();
  s.peer.add({ fail: { status: 400, body: { error: { message: 'no' } } } });
  expect((await refusal(s.sample())).code).toBe(-32603);
});

test.each<[object, string]>([
  [{ expectedTurnId: 'other' }, 'sample source turn must be the latest finished turn'],
  [{ prompt: ' ' }, 'thread/sample requires expectedTurnId and a prompt of at most 4000 bytes'],
  [{ prompt: 'ü'.repeat(2001) }, 'thread/sample requires expectedTurnId and a prompt of at most 4000 bytes'],
])('a sample is refused: %j', async (params, message) => {
  await using s = await session();
  expect((await refusal(s.sample(params))).message).toBe(message);
});
