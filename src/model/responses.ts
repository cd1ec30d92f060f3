import type { ModelEvent, ModelRequest, ProviderSettings } from '../core/ports.js';
import { ModelError } from '../core/ports.js';
import { familyOf } from './families.js';
import { post } from './http.js';
import { decodeEvent, readRateLimits } from './responses-events.js';
import { readSse } from './sse.js';
import type { Credentials, WireContext } from './wire-context.js';

/** Asks over the Responses API and ends at `response.completed`, whether or not the server closes (v1-agent-core §17, defect 8). */
export async function* streamResponses(
  provider: ProviderSettings,
  request: ModelRequest,
  context: WireContext,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const credentials = provider.requiresOpenaiAuth ? await context.credentials.current(request.account) : undefined;
  const connection = new AbortController();
  const answer = await post({
    url: endpoint(provider, credentials, context.env),
    headers: requestHeaders(provider, request, credentials, context),
    body: JSON.stringify(requestBody(provider, request)),
    signal: AbortSignal.any([signal, connection.signal]),
  });
  // Whoever reads it hears of its end; once nobody does, an abort must not become an uncaught error.
  answer.on('error', () => {});
  yield { type: 'started', rateLimits: readRateLimits((name) => String(answer.headers[name] ?? '') || undefined) };
  try {
    const idle = { ms: provider.streamIdleTimeoutMs, abort: () => connection.abort() };
    // Leaving the loop must not destroy the answer: its connection is used again for the next request.
    for await (const json of readSse(answer.iterator({ destroyOnReturn: false }), idle)) {
      const event = decodeEvent(json);
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
    throw new ModelError(`stream disconnected before completion: ${(e as Error).message}`, { cause: e });
  }
  throw new ModelError('stream disconnected before completion: stream closed before response.completed');
}

/** Milliseconds that a connection has for ending by itself after the answer, so that it can be used again. */
const DRAIN_MS = 250;

function drain(answer: NodeJS.ReadableStream, connection: AbortController): void {
  const timer = setTimeout(() => connection.abort(), DRAIN_MS).unref();
  answer.once('close', () => clearTimeout(timer));
  answer.resume();
}

/** Does what the first request would have to do first. */
export function prepare(): void {
  decodeEvent({ type: 'response.output_item.done', item: { type: 'message', role: 'assistant', content: [] } });
}

const AZURE = /openai\.azure\.|cognitiveservices\.azure\.|aoai\.azure\.|azure-api\.|azurefd\./;

function isAzure(provider: ProviderSettings): boolean {
  return provider.name.toLowerCase() === 'azure' || AZURE.test(provider.baseUrl ?? '');
}

/** The body in the reference's order of keys (v1-agent-core §4.2). */
export function requestBody(provider: ProviderSettings, request: ModelRequest): Record<string, unknown> {
  const family = familyOf(request.model);
  const reasoning =
    family.reasoning || request.forceReasoning
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
    store: isAzure(provider),
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
  const token = providerToken(provider, env) ?? credentials?.token;
  if (token === undefined && provider.envKey !== undefined) {
    const hint = provider.envKeyInstructions ? ` ${provider.envKeyInstructions}` : '';
    throw new ModelError(`Missing environment variable: \`${provider.envKey}\`.${hint}`);
  }
  const fromEnv = Object.entries(provider.envHttpHeaders).flatMap(([name, variable]) => {
    const value = env[variable];
    return value?.trim() ? [[name, value] as const] : [];
  });
  return {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(provider.id === 'openai' ? { version } : {}),
    ...provider.httpHeaders,
    ...Object.fromEntries(fromEnv),
    'openai-beta': 'responses=experimental',
    conversation_id: request.conversationId,
    session_id: request.conversationId,
    accept: 'text/event-stream',
    'content-type': 'application/json',
    ...(token === credentials?.token && credentials?.chatgpt && credentials.accountId
      ? { 'chatgpt-account-id': credentials.accountId }
      : {}),
    'user-agent': userAgent(),
    originator,
  };
}

function providerToken(provider: ProviderSettings, env: NodeJS.ProcessEnv): string | undefined {
  const value = provider.envKey === undefined ? undefined : env[provider.envKey];
  return value?.trim() ? value : undefined;
}

function endpoint(provider: ProviderSettings, credentials: Credentials | undefined, env: NodeJS.ProcessEnv): string {
  const fallback = credentials?.chatgpt ? 'https://chatgpt.com/backend-api/codex' : 'https://api.openai.com/v1';
  const override = provider.id === 'openai' ? env.OPENAI_BASE_URL?.trim() || undefined : undefined;
  const base = provider.baseUrl ?? override ?? fallback;
  const query = Object.entries(provider.queryParams).map(([key, value]) => `${key}=${value}`);
  return `${base}/responses${query.length > 0 ? `?${query.join('&')}` : ''}`;
}
