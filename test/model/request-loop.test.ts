import { describe, expect, test } from 'vitest';
import type { ModelError, ProviderSettings } from '../../src/core/ports/index.js';
import { requestAnswer } from '../../src/model/http/request-loop.js';
import type { CredentialSource, Credentials } from '../../src/model/http/wire-context.js';
import { answer, type Behaviour, startRawPeer, stream, whole } from '../support/raw-peer.js';

const SETTINGS: ProviderSettings = {
  id: 'mock',
  name: 'Mock',
  wireApi: 'responses',
  queryParams: {},
  httpHeaders: {},
  envHttpHeaders: {},
  requestMaxRetries: 2,
  streamMaxRetries: 0,
  streamIdleTimeoutMs: 10_000,
  storesAnswers: false,
  requiresOpenaiAuth: false,
};
const NOBODY: CredentialSource = { current: async () => undefined, afterRefusal: async () => undefined };

/** Asks a server that does these things one after another. */
async function ask(behaviours: Behaviour[], settings: Partial<ProviderSettings> = {}, credentials = NOBODY) {
  await using peer = await startRawPeer(behaviours);
  const waits: number[] = [];
  const outcome = await requestAnswer({
    provider: { ...SETTINGS, ...settings },
    signal: new AbortController().signal,
    connection: new AbortController(),
    context: {
      env: {},
      credentials,
      backOff: { delay: (attempt) => attempt, wait: async (ms) => void waits.push(ms) },
      userAgent: () => 'test',
      originator: 'test',
      version: '1',
      log: { debug: () => {} },
    },
    compose: (stored) => ({
      url: `${peer.url}/responses`,
      headers: stored ? { authorization: `Bearer ${stored.token}` } : {},
      body: '{}',
    }),
  }).then(
    (message) => message.destroy() && 'answered',
    (e: ModelError) => e,
  );
  const tokens = peer.requests.map(({ headers }) => headers.authorization);
  return { outcome, waits, tokens, requests: peer.requests.length };
}

const good = stream(whole('hi'));
const busy = (headers = {}) => answer(503, headers);

describe('before an answer begins', () => {
  test('a busy server is asked again, a little later each time', async () => {
    expect(await ask([busy(), answer(429), good])).toMatchObject({ outcome: 'answered', waits: [1, 2] });
  });

  test('a connection that breaks is tried again', async () => {
    expect(await ask([(socket) => socket.destroy(), good])).toMatchObject({ outcome: 'answered', waits: [1] });
  });

  test('there are no more attempts than configured', async () => {
    const { outcome, requests } = await ask([busy()], { requestMaxRetries: 3 });
    expect(outcome).toMatchObject({
      message: 'exceeded retry limit, last status: 503 Service Unavailable',
      final: false,
    });
    expect(requests).toBe(4);
  });

  test.each([
    ['1', 1000],
    ['0', 0],
    ['60', 60_000],
    ['1.5', 1],
    ['-3', 1],
    ['soon', 1],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ])('Retry-After: %s means to wait %d ms', async (value, ms) => {
    expect(await ask([busy({ 'retry-after': value }), good])).toMatchObject({ outcome: 'answered', waits: [ms] });
  });

  test('Retry-After may be a date', async () => {
    const { waits } = await ask([busy({ 'retry-after': new Date(Date.now() + 5_000).toUTCString() }), good]);
    expect(waits[0]).toBeGreaterThan(3_000);
    expect(waits[0]).toBeLessThanOrEqual(5_000);
  });

  test('no wait is long without a report', async () => {
    const { outcome, waits, requests } = await ask([answer(429, { 'retry-after': '61' }), good]);
    expect(outcome).toMatchObject({
      retryAfterMs: 61_000,
      final: false,
      failure: { code: 'model_rate_limited', resetsInSeconds: 61 },
    });
    expect([waits, requests]).toEqual([[], 1]);
  });

  test.each([
    [400, 'model_refused'],
    [401, 'auth_rejected'],
    [403, 'auth_rejected'],
    [404, 'model_refused'],
    [422, 'model_refused'],
  ])('%d is final: %s', async (status, code) => {
    const { outcome, requests } = await ask([answer(status, {}, '{"error":{"message":"no"}}')]);
    expect(outcome).toMatchObject({ final: true, failure: { code, provider: 'mock', reason: 'no' } });
    expect(requests).toBe(1);
  });

  test.each([
    [429, '{"error":{"type":"usage_limit_reached","resets_in_seconds":60}}', 'model_rate_limited'],
    [429, '{"error":{"type":"usage_not_included"}}', 'quota_exceeded'],
    [429, '{"error":{"type":"insufficient_quota","message":"pay"}}', 'quota_exceeded'],
    [400, '{"error":{"code":"context_length_exceeded","message":"too long"}}', 'context_full'],
  ])('%d with %s is final: %s', async (status, body, code) => {
    const { outcome, requests } = await ask([answer(status, {}, body)]);
    expect(outcome).toMatchObject({ final: true, failure: { code } });
    expect(requests).toBe(1);
  });
});

describe('the stored credentials', () => {
  const old: Credentials = { token: 'old-token', chatgpt: true, plan: 'plus' };
  const source = (...others: (Credentials | undefined)[]): CredentialSource & { refused: string[] } => {
    const refused: string[] = [];
    return {
      refused,
      current: async () => old,
      afterRefusal: async ({ token }) => {
        refused.push(token);
        return others.shift();
      },
    };
  };
  const theirs = { requiresOpenaiAuth: true, requestMaxRetries: 0 };

  test('that are rejected are renewed, once and without an attempt being counted', async () => {
    const credentials = source({ token: 'new-token', chatgpt: true });
    const { outcome, tokens } = await ask([answer(401), good], theirs, credentials);
    expect(outcome).toBe('answered');
    expect(tokens).toEqual(['Bearer old-token', 'Bearer new-token']);
    expect(credentials.refused).toEqual(['old-token']);
  });

  test('that are rejected even so end it', async () => {
    const credentials = source({ token: 'new-token', chatgpt: true }, { token: 'third', chatgpt: true });
    const { outcome, requests } = await ask([answer(401)], { ...theirs, requestMaxRetries: 3 }, credentials);
    expect(outcome).toMatchObject({
      message: 'exceeded retry limit, last status: 401 Unauthorized',
      final: true,
      failure: { code: 'auth_rejected' },
    });
    expect([requests, credentials.refused]).toEqual([2, ['old-token']]);
  });

  test.each([
    ['there are no others', undefined],
    ['the same come back', old],
  ])('are not sent again when %s', async (_, others) => {
    const { requests } = await ask([answer(401)], theirs, source(others));
    expect(requests).toBe(1);
  });

  test('that are missing give another error than rejected ones', async () => {
    const { outcome } = await ask([answer(401)], theirs);
    expect(outcome).toMatchObject({ final: true, failure: { code: 'auth_missing', provider: 'mock' } });
  });

  test('know the plan where the answer does not', async () => {
    const { outcome } = await ask([answer(429, {}, '{"error":{"type":"usage_limit_reached"}}')], theirs, source());
    expect(outcome).toMatchObject({ message: expect.stringContaining('Upgrade to Pro') });
  });

  // C134
  test('are not even asked for where the provider does not want them', async () => {
    let asked = 0;
    const credentials: CredentialSource = { ...source(), current: async () => void asked++ };
    await ask([good], {}, credentials);
    expect(asked).toBe(0);
  });
});
