import type { IncomingMessage } from 'node:http';
import type { ModelEvent, ModelRequest, ProviderSettings } from '../../core/ports/index.js';
import { ModelError } from '../../core/ports/index.js';
import { controllerUntil } from '../../domain/abort.js';
import { jsonBytes } from '../../domain/json.js';
import { sentTier } from '../catalogue.js';
import { withoutField } from '../chat/reasoning-field.js';
import { familyOf, takesReasoning } from '../families.js';
import { brokenOff } from '../http/provider-error.js';
import { providerHeaders, providerUrl } from '../http/provider-request.js';
import { readRateLimits } from '../http/rate-limits.js';
import { isEventStream, readAnswer, takeAll } from '../http/read-answer.js';
import { headerOf } from '../http/refusal.js';
import { requestAnswer } from '../http/request-loop.js';
import type { Credentials, WireContext } from '../http/wire-context.js';
import { shownTools } from '../namespaces.js';
import { ResponsesAnswer } from './answer.js';
import { readItem } from './items.js';

/** Sends a request over the Responses API and ends at `response.completed`, whether or not the server closes (C112). */
export async function* streamResponses(
  provider: ProviderSettings,
  request: ModelRequest,
  context: WireContext,
  signal: AbortSignal,
): AsyncGenerator<readonly ModelEvent[]> {
  const connection = controllerUntil(signal);
  const response = await requestAnswer({
    provider,
    account: request.account,
    context,
    signal,
    connection,
    compose: (credentials) => ({
      url: providerUrl(provider, 'responses', credentials),
      headers: requestHeaders(provider, request, credentials, context),
      body: jsonBytes(requestBody(provider, request)),
    }),
  });
  // The reader handles errors of the answer. After the reader has stopped, an abort must not become an uncaught error.
  response.on('error', () => {});
  const idle = { ms: provider.streamIdleTimeoutMs, abort: () => connection.abort() };
  const answer = new ResponsesAnswer(provider.id);
  // A response with another content type may be an error, so its body is read first. Facts from the headers are reported together with it.
  let started = isEventStream(response) && response.readableLength === 0;
  if (started) yield [startedWith(response)];
  try {
    for await (const values of readAnswer(response, provider, idle)) {
      const { events, error } = takeAll(values, answer);
      if (!started) events.unshift(startedWith(response));
      started = true;
      if (events.length > 0) yield events;
      if (error) throw error;
      if (!answer.ended) continue;
      drain(response, connection);
      return;
    }
  } catch (e) {
    connection.abort();
    if (e instanceof ModelError || signal.aborted) throw e;
    throw brokenOff('Transport error: error decoding response body', { cause: e });
  }
  throw brokenOff('stream closed before response.completed');
}

const startedWith = (response: IncomingMessage): ModelEvent => ({
  type: 'started',
  rateLimits: readRateLimits((name) => headerOf(response, name), Date.now()),
});

/** A history without reasoning is not copied for each request. */
function withoutFields(items: ModelRequest['input']): ModelRequest['input'] {
  for (const { type } of items)
    if (type === 'reasoning') return items.map((item) => (item.type === 'reasoning' ? withoutField(item) : item));
  return items;
}

/** A connection has this many milliseconds to end the answer by itself, so that it can be used again. */
const DRAIN_MS = 250;

export function drain(answer: NodeJS.ReadableStream, connection: AbortController): void {
  const timer = setTimeout(() => connection.abort(), DRAIN_MS).unref();
  answer.once('close', () => clearTimeout(timer));
  answer.resume();
}

/** Builds the schemas in advance, so that the first answer does not wait for them. */
export function prepare(): void {
  readItem({ type: 'message', role: 'assistant', content: [] });
}

/** The body, with its keys in the order of 0.44 (C62). */
export function requestBody(provider: ProviderSettings, request: ModelRequest): Record<string, unknown> {
  const reasoning = takesReasoning(request)
    ? { ...(request.effort === undefined ? {} : { effort: request.effort }), summary: request.summary }
    : null;
  const tier = sentTier(request.model, request.serviceTier);
  return {
    model: request.model,
    instructions: request.instructions,
    input: withoutFields(request.input),
    tools: shownTools(request),
    tool_choice: 'auto',
    parallel_tool_calls: false,
    reasoning,
    store: provider.storesAnswers,
    stream: true,
    include: reasoning ? ['reasoning.encrypted_content'] : [],
    prompt_cache_key: request.conversationId,
    ...textOptions(request),
    ...(tier === undefined ? {} : { service_tier: tier }),
  };
}

function textOptions({ model, verbosity, outputSchema: schema }: ModelRequest): { text?: object } {
  const text = {
    ...(familyOf(model).verbosity && verbosity ? { verbosity } : {}),
    ...(schema == null ? {} : { format: { type: 'json_schema', strict: true, name: 'codex_output_schema', schema } }),
  };
  return Object.keys(text).length > 0 ? { text } : {};
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
