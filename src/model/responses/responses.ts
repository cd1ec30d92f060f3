import type { ModelEvent, ModelRequest, ProviderSettings } from '../../core/ports/index.js';
import { ModelError } from '../../core/ports/index.js';
import { familyOf, takesReasoning } from '../families.js';
import { brokenOff } from '../http/provider-error.js';
import { providerHeaders, providerUrl } from '../http/provider-request.js';
import { headerOf, refuseOtherContent } from '../http/refusal.js';
import { requestAnswer } from '../http/request-loop.js';
import { readSse } from '../http/sse.js';
import type { Credentials, WireContext } from '../http/wire-context.js';
import { decodeEvent, readRateLimits } from './events.js';

/** Asks over the Responses API and ends at `response.completed`, whether or not the server closes (C112). */
export async function* streamResponses(
  provider: ProviderSettings,
  request: ModelRequest,
  context: WireContext,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const connection = new AbortController();
  const answer = await requestAnswer({
    provider,
    account: request.account,
    context,
    signal: AbortSignal.any([signal, connection.signal]),
    compose: (credentials) => ({
      url: providerUrl(provider, 'responses', credentials, context.env),
      headers: requestHeaders(provider, request, credentials, context),
      body: JSON.stringify(requestBody(provider, request)),
    }),
  });
  // Whoever reads it hears of its end; once nobody does, an abort must not become an uncaught error.
  answer.on('error', () => {});
  await refuseOtherContent(answer, provider);
  yield { type: 'started', rateLimits: readRateLimits((name) => headerOf(answer, name)) };
  try {
    const idle = { ms: provider.streamIdleTimeoutMs, abort: () => connection.abort() };
    // Leaving the loop must not destroy the answer: its connection is used again for the next request.
    for await (const json of readSse(answer.iterator({ destroyOnReturn: false }), idle)) {
      const event = decodeEvent(json, provider.id);
      if (!event) continue;
      yield event;
      if (event.type === 'completed') {
        drain(answer, connection);
        return;
      }
    }
  } catch (e) {
    connection.abort();
    if (e instanceof ModelError || signal.aborted) throw e;
    throw brokenOff('Transport error: error decoding response body', { cause: e });
  }
  throw brokenOff('stream closed before response.completed');
}

/** Milliseconds that a connection has for ending by itself after the answer, so that it can be used again. */
const DRAIN_MS = 250;

export function drain(answer: NodeJS.ReadableStream, connection: AbortController): void {
  const timer = setTimeout(() => connection.abort(), DRAIN_MS).unref();
  answer.once('close', () => clearTimeout(timer));
  answer.resume();
}

/** Does what the first request would have to do first. */
export function prepare(): void {
  decodeEvent({ type: 'response.output_item.done', item: { type: 'message', role: 'assistant', content: [] } }, '');
}

/** The body in the reference's order of keys (C62). */
export function requestBody(provider: ProviderSettings, request: ModelRequest): Record<string, unknown> {
  const family = familyOf(request.model);
  const reasoning = takesReasoning(request)
    ? { ...(request.effort === undefined ? {} : { effort: request.effort }), summary: request.summary }
    : null;
  return {
    model: request.model,
    instructions: request.instructions,
    input: request.input,
    tools: request.tools,
    tool_choice: 'auto',
    parallel_tool_calls: false,
    reasoning,
    store: provider.storesAnswers,
    stream: true,
    include: reasoning ? ['reasoning.encrypted_content'] : [],
    prompt_cache_key: request.conversationId,
    ...(family.verbosity && request.verbosity ? { text: { verbosity: request.verbosity } } : {}),
  };
}

function requestHeaders(
  provider: ProviderSettings,
  request: ModelRequest,
  credentials: Credentials | undefined,
  { env, userAgent, originator, version }: WireContext,
): Record<string, string> {
  return {
    ...(provider.id === 'openai' ? { version } : {}),
    ...providerHeaders(provider, credentials, env),
    'openai-beta': 'responses=experimental',
    conversation_id: request.conversationId,
    session_id: request.conversationId,
    accept: 'text/event-stream',
    'content-type': 'application/json',
    ...(credentials?.chatgpt && credentials.accountId ? { 'chatgpt-account-id': credentials.accountId } : {}),
    'user-agent': userAgent(),
    originator,
  };
}
