import { expect, test } from 'vitest';
import type { Turn } from '../../../generated-types/v2/index.js';
import type { PeerReply } from '../../support/model-peer.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, received, threadSession } from './session.js';

const status = (code: number, body: unknown = 'no', headers: Record<string, string> = {}): PeerReply => ({
  fail: { status: code, body, headers },
});
const failed = (code: string, message = 'some words'): PeerReply => ({
  events: [
    { type: 'response.created', response: { id: 'resp_1' } },
    { type: 'response.failed', response: { id: 'resp_1', error: { code, message } } },
  ],
});
const CAPACITY = 'Selected model is at capacity. Please try a different model.';
const QUOTA = 'Quota exceeded. Check your plan and billing details.';

// C455
test.each<[string, PeerReply, unknown, string | RegExp]>([
  ['status 500', status(500), 'internalServerError', /high demand/],
  ['status 502', status(502), { httpConnectionFailed: { httpStatusCode: 502 } }, /502 Bad Gateway/],
  ['status 503', status(503), { httpConnectionFailed: { httpStatusCode: 503 } }, /503 Service Unavailable/],
  ['status 404', status(404), { httpConnectionFailed: { httpStatusCode: 404 } }, /404 Not Found/],
  ['status 429', status(429), { responseTooManyFailedAttempts: { httpStatusCode: 429 } }, /429 Too Many Requests/],
  ['no capacity', status(503, { error: { code: 'server_is_overloaded', message: 'x' } }), 'serverOverloaded', CAPACITY],
  ['no capacity in a stream', failed('server_is_overloaded'), 'serverOverloaded', CAPACITY],
  ['too fast', failed('slow_down'), 'rateLimitExceeded', /some words/],
  ['too fast, with a wait', failed('rate_limit_exceeded', 'Please try again in 11s.'), 'rateLimitExceeded', /11s/],
  ['no money', status(429, { error: { type: 'insufficient_quota', message: 'pay' } }), 'usageLimitExceeded', QUOTA],
  ['no money in a stream', failed('insufficient_quota'), 'usageLimitExceeded', QUOTA],
  ['a used up limit', status(429, { error: { type: 'usage_limit_reached' } }), 'usageLimitExceeded', /usage limit/],
])('%s is reported in the form of v2, live and after a restart', async (_, reply, codexErrorInfo, message) => {
  await using session = await threadSession({ replies: [reply] });
  const { error } = await session.turn();
  expect(error).toMatchObject({
    codexErrorInfo,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
  session.server.closeInput();
  await session.server.exit;
  await using next = await startServer({ home: session.home });
  await next.request('initialize', INITIALIZE);
  const { thread } = await next.request<{ thread: { turns: Turn[] } }>('thread/read', {
    threadId: session.threadId,
    includeTurns: true,
  });
  expect(thread.turns.at(-1)?.error).toEqual(error);
});

test('another attempt names the status that it follows', async () => {
  await using session = await threadSession({
    replies: [status(503), { text: 'done' }],
    provider: 'request_max_retries = 0\nstream_max_retries = 1',
  });
  await session.turn();
  expect(received(session.server).find(({ method }) => method === 'error')?.params).toMatchObject({
    willRetry: true,
    error: { message: 'Reconnecting... 1/1', codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: 503 } } },
  });
});

const LIMITS = {
  'x-codex-primary-used-percent': '100',
  'x-codex-primary-window-minutes': '300',
  'x-codex-primary-reset-at': '1796010000',
};
const WINDOW = { usedPercent: 100, windowDurationMins: 300, resetsAt: 1_796_010_000 };

test('the time of a reset is the one that the provider names, with an answer and with a refusal', async () => {
  await using session = await threadSession({
    replies: [
      { text: 'done', wire: { headers: LIMITS } },
      status(429, { error: { type: 'usage_limit_reached' } }, { ...LIMITS, 'x-codex-primary-used-percent': '99.6' }),
    ],
  });
  await session.turn();
  await session.turn();
  const told = received(session.server).flatMap(({ method, params }) =>
    method === 'account/rateLimits/updated' ? [params] : [],
  );
  expect(told).toHaveLength(2);
  for (const limits of told) expect(limits).toMatchObject({ rateLimits: { primary: WINDOW, secondary: null } });
});
