import type { IncomingMessage } from 'node:http';
import type { ResponseItem } from '../../protocol/core/items.js';
import type { ModelEvent, ModelRequest, ProviderSettings } from '../core/ports.js';
import { ModelError } from '../core/ports.js';
import { ChatAnswer } from './chat-answer.js';
import { chatBody } from './chat-request.js';
import { post } from './http.js';
import { explainLocalServer } from './local-servers.js';
import { providerHeaders, providerUrl } from './provider-request.js';
import { drain } from './responses.js';
import { readRateLimits } from './responses-events.js';
import { DONE, readSse } from './sse.js';
import type { WireContext } from './wire-context.js';

/** Asks over the Chat Completions API (v1-agent-core §6). Text and reasoning are told as they come, items when the answer is whole. */
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
  const rateLimits = readRateLimits((name) => String(answer.headers[name] ?? '') || undefined);
  if (rateLimits.primary || rateLimits.secondary) yield { type: 'started', rateLimits };
  const chat = new ChatAnswer(provider.id);
  let waiting: NodeJS.Timeout | undefined;
  try {
    const idle = { ms: provider.streamIdleTimeoutMs, abort: () => connection.abort() };
    for await (const chunk of isStream(answer)
      ? readSse(answer.iterator({ destroyOnReturn: false }), idle)
      : whole(answer)) {
      yield* chat.take(chunk);
      if (chat.ended) break;
      if (chat.finished) waiting ??= setTimeout(() => connection.abort(), USAGE_MS);
    }
    if (isStream(answer)) drain(answer, connection);
  } catch (e) {
    connection.abort();
    if (signal.aborted) throw e;
    if (!chat.finished) throw brokenOff(e as Error);
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
  const credentials = provider.requiresOpenaiAuth ? await context.credentials.current() : undefined;
  const url = providerUrl(provider, 'chat/completions', credentials, context.env);
  const headers = {
    ...providerHeaders(provider, credentials, context.env),
    accept: 'text/event-stream',
    'content-type': 'application/json',
    'user-agent': context.userAgent(),
    originator: context.originator,
  };
  const send = (askUsage: boolean) =>
    post({ url, headers, body: JSON.stringify(chatBody(request, { askUsage })), signal });
  try {
    return await send(!withoutUsage.has(url));
  } catch (e) {
    if (withoutUsage.has(url) || !refusesUsage(e)) throw explainLocalServer(e, provider, request.model);
    withoutUsage.add(url);
    return await send(false);
  }
}

const refusesUsage = (error: unknown): boolean =>
  error instanceof ModelError && /^unexpected status 4(00|22) .*stream_options/s.test(error.message);

const isStream = (answer: IncomingMessage): boolean =>
  !/^application\/json\b/.test(answer.headers['content-type'] ?? '');

/** The answer of a server that does not stream. */
async function* whole(answer: IncomingMessage): AsyncGenerator<unknown> {
  let text = '';
  for await (const piece of answer.setEncoding('utf8')) text += piece;
  yield JSON.parse(text);
  yield DONE;
}

function brokenOff(e: Error): ModelError {
  if (e instanceof ModelError) return e;
  return new ModelError(`stream disconnected before completion: ${e.message}`, { cause: e });
}

const callIds = (input: readonly ResponseItem[]): Set<string> =>
  new Set(input.flatMap((item) => ('call_id' in item && item.call_id ? [item.call_id] : [])));
