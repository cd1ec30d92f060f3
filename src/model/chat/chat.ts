import type { IncomingMessage } from 'node:http';
import type { ResponseItem } from '../../../protocol/rollout/items.js';
import type { ModelEvent, ModelRequest, ProviderSettings } from '../../core/ports/index.js';
import { ModelError } from '../../core/ports/index.js';
import { controllerUntil } from '../../domain/abort.js';
import { jsonBytes } from '../../domain/json.js';
import { brokenOff } from '../http/provider-error.js';
import { providerHeaders, providerUrl } from '../http/provider-request.js';
import { readRateLimits } from '../http/rate-limits.js';
import { readAnswer, takeAll } from '../http/read-answer.js';
import { headerOf } from '../http/refusal.js';
import { type ProviderCall, requestAnswer } from '../http/request-loop.js';
import type { WireContext } from '../http/wire-context.js';
import { explainLocalServer, isNearby } from '../local-servers.js';
import { drain } from '../responses/responses.js';
import { ChatAnswer } from './answer.js';
import { chatBody, itemsInMessage, type ServerHabits } from './request.js';

/** Sends a request over the Chat Completions API (C64). Yields text and reasoning as they arrive, and items when the answer is complete. */
export async function* streamChat(
  provider: ProviderSettings,
  request: ModelRequest,
  context: WireContext,
  signal: AbortSignal,
): AsyncGenerator<readonly ModelEvent[]> {
  const connection = controllerUntil(signal);
  const response = await begin(provider, request, context, { signal, connection });
  // The reader handles errors of the answer. After the reader has stopped, an abort must not become an uncaught error.
  response.on('error', () => {});
  const rateLimits = readRateLimits((name) => headerOf(response, name), Date.now());
  if (rateLimits.primary || rateLimits.secondary) yield [{ type: 'started', rateLimits }];
  const answer = new ChatAnswer(provider.id, {
    thinkTags: provider.thinkTags ?? isNearby(provider.baseUrl),
    toolNames: new Set(request.tools.flatMap((tool) => ('name' in tool ? [tool.name] : []))),
  });
  const idle = { ms: provider.streamIdleTimeoutMs, abort: () => connection.abort() };
  let waiting: NodeJS.Timeout | undefined;
  try {
    for await (const chunks of readAnswer(response, provider, idle)) {
      const { events, error } = takeAll(chunks, answer);
      if (events.length > 0) yield events;
      if (error) throw error;
      if (answer.ended) break;
      if (answer.finished) waiting ??= setTimeout(() => connection.abort(), USAGE_MS);
    }
    drain(response, connection);
  } catch (e) {
    connection.abort();
    if (signal.aborted) throw e;
    if (!answer.finished) throw e instanceof ModelError ? e : brokenOff((e as Error).message, { cause: e });
  } finally {
    clearTimeout(waiting);
  }
  yield answer.whole(callIds(request.input));
}

/** The items from which a message of the request was made. */
export function chatItemsAt(provider: ProviderSettings, request: ModelRequest, place: number): readonly ResponseItem[] {
  return itemsInMessage(request, habitsOf(providerUrl(provider, 'chat/completions', undefined)), place);
}

/** Milliseconds to wait for the usage of a finished answer: it comes last, or not at all. */
const USAGE_MS = 1000;

/** What each server (by its address) wants in requests; learnt once. */
const habits = new Map<string, ServerHabits>();

const habitsOf = (address: string): ServerHabits => habits.get(address) ?? { requestUsage: true };

/** Sends the request. If the server refuses its form and says which form it wants, sends it again in that form. */
async function begin(
  provider: ProviderSettings,
  request: ModelRequest,
  context: WireContext,
  ends: Pick<ProviderCall, 'signal' | 'connection'>,
): Promise<IncomingMessage> {
  const address = providerUrl(provider, 'chat/completions', undefined);
  for (;;) {
    const current = habitsOf(address);
    try {
      return await requestAnswer({
        provider,
        account: request.account,
        context,
        ...ends,
        compose: (credentials) => ({
          url: providerUrl(provider, 'chat/completions', credentials),
          headers: {
            ...providerHeaders(provider, credentials, context.env),
            accept: 'text/event-stream',
            'content-type': 'application/json',
            'user-agent': context.userAgent(),
            originator: context.originator,
          },
          body: jsonBytes(chatBody(request, current)),
        }),
      });
    } catch (e) {
      const learnt = learnFrom(e, current);
      if (learnt === undefined) throw explainLocalServer(e, provider, request.model);
      habits.set(address, learnt);
    }
  }
}

/** What a refusal says about the form of requests; undefined when it says nothing new. */
function learnFrom(error: unknown, current: ServerHabits): ServerHabits | undefined {
  if (!(error instanceof ModelError) || error.failure?.code !== 'model_refused') return undefined;
  const text = [error.message, error.cause instanceof Error ? error.cause.message : ''].join('\n');
  if (current.requestUsage && /stream_options/.test(text)) return { ...current, requestUsage: false };
  if (!current.alternates && /alternat/i.test(text)) return { ...current, alternates: true };
  const misses = /reasoning_content/.test(text) && /missing|must|required|pass(ed)? back/i.test(text);
  if (!current.wantsReasoning && misses) return { ...current, wantsReasoning: true };
  return undefined;
}

const callIds = (input: readonly ResponseItem[]): Set<string> =>
  new Set(input.flatMap((item) => ('call_id' in item && item.call_id ? [item.call_id] : [])));
