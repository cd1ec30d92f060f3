import type { IncomingMessage } from 'node:http';
import type { ResponseItem } from '../../../protocol/rollout/items.js';
import type { ModelEvent, ModelRequest, ProviderSettings } from '../../core/ports/index.js';
import { ModelError } from '../../core/ports/index.js';
import { brokenOff } from '../http/provider-error.js';
import { providerHeaders, providerUrl } from '../http/provider-request.js';
import { headerOf, refuseOtherContent } from '../http/refusal.js';
import { requestAnswer } from '../http/request-loop.js';
import { DONE, MAX_EVENT_CHARS, readSse } from '../http/sse.js';
import type { WireContext } from '../http/wire-context.js';
import { explainLocalServer } from '../local-servers.js';
import { readRateLimits } from '../responses/events.js';
import { drain } from '../responses/responses.js';
import { ChatAnswer } from './answer.js';
import { chatBody } from './request.js';

/** Asks over the Chat Completions API (C64). Text and reasoning are told as they come, items when the answer is whole. */
export async function* streamChat(
  provider: ProviderSettings,
  request: ModelRequest,
  context: WireContext,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const connection = new AbortController();
  const answer = await ask(provider, request, context, AbortSignal.any([signal, connection.signal]));
  // Whoever reads it hears of its end; once nobody does, an abort must not become an uncaught error.
  answer.on('error', () => {});
  const rateLimits = readRateLimits((name) => headerOf(answer, name));
  if (rateLimits.primary || rateLimits.secondary) yield { type: 'started', rateLimits };
  const chat = new ChatAnswer(provider.id);
  let waiting: NodeJS.Timeout | undefined;
  try {
    for await (const chunk of await chunksOf(answer, provider, connection)) {
      yield* chat.take(chunk);
      if (chat.ended) break;
      if (chat.finished) waiting ??= setTimeout(() => connection.abort(), USAGE_MS);
    }
    drain(answer, connection);
  } catch (e) {
    connection.abort();
    if (signal.aborted) throw e;
    if (!chat.finished) throw e instanceof ModelError ? e : brokenOff((e as Error).message, { cause: e });
  } finally {
    clearTimeout(waiting);
  }
  yield* chat.whole(callIds(request.input));
}

/** Milliseconds that a finished answer is waited for to be ended: its usage comes last, where it comes at all. */
const USAGE_MS = 1000;

/** Addresses of servers that refuse to be asked for the usage; learnt once. */
const withoutUsage = new Set<string>();

async function ask(
  provider: ProviderSettings,
  request: ModelRequest,
  context: WireContext,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const address = providerUrl(provider, 'chat/completions', undefined, context.env);
  const send = (askUsage: boolean) =>
    requestAnswer({
      provider,
      account: request.account,
      context,
      signal,
      compose: (credentials) => ({
        url: providerUrl(provider, 'chat/completions', credentials, context.env),
        headers: {
          ...providerHeaders(provider, credentials, context.env),
          accept: 'text/event-stream',
          'content-type': 'application/json',
          'user-agent': context.userAgent(),
          originator: context.originator,
        },
        body: JSON.stringify(chatBody(request, { askUsage })),
      }),
    });
  try {
    return await send(!withoutUsage.has(address));
  } catch (e) {
    if (withoutUsage.has(address) || !refusesUsage(e)) throw explainLocalServer(e, provider, request.model);
    withoutUsage.add(address);
    return await send(false);
  }
}

const refusesUsage = (error: unknown): boolean =>
  error instanceof ModelError && /^unexpected status 4(00|22) .*stream_options/s.test(error.message);

/** What the answer says, piece by piece; all at once from a server that does not stream. */
async function chunksOf(
  answer: IncomingMessage,
  provider: ProviderSettings,
  connection: AbortController,
): Promise<AsyncIterable<unknown>> {
  const idle = { ms: provider.streamIdleTimeoutMs, abort: () => connection.abort() };
  if (/^application\/json\b/.test(headerOf(answer, 'content-type') ?? '')) return readWhole(answer, idle);
  await refuseOtherContent(answer, provider);
  // Leaving the loop must not destroy the answer: its connection is used again for the next request.
  return readSse(answer.iterator({ destroyOnReturn: false }), idle);
}

async function* readWhole(answer: IncomingMessage, idle: { ms: number; abort: () => void }): AsyncGenerator<unknown> {
  const timer = setTimeout(idle.abort, idle.ms);
  let text = '';
  try {
    for await (const piece of answer.setEncoding('utf8')) {
      text += piece;
      if (text.length > MAX_EVENT_CHARS) throw brokenOff('the answer is too long', { final: true });
      timer.refresh();
    }
  } finally {
    clearTimeout(timer);
  }
  yield JSON.parse(text);
  yield DONE;
}

const callIds = (input: readonly ResponseItem[]): Set<string> =>
  new Set(input.flatMap((item) => ('call_id' in item && item.call_id ? [item.call_id] : [])));
