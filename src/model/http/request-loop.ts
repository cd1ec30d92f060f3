import type { IncomingMessage } from 'node:http';
import { ModelError, type ProviderSettings } from '../../core/ports/index.js';
import { type HttpRequest, MAX_REDIRECTS, send, TransportError } from '../../net/http.js';
import { retryAfter } from '../../net/retry.js';
import { brokenOff } from './provider-error.js';
import { providerKey } from './provider-request.js';
import { readRateLimits } from './rate-limits.js';
import { notSignedIn, type Refusal, readRefusal, refusalError } from './refusal.js';
import type { Credentials, WireContext } from './wire-context.js';

/** What an API puts into a request. */
export type ComposedRequest = Pick<HttpRequest, 'url' | 'headers' | 'body'>;

/** One request to a provider, as the loop sends it. */
export interface ProviderCall {
  readonly provider: ProviderSettings;
  /** As in `ModelRequest`. */
  readonly account?: string | undefined;
  readonly context: WireContext;
  /** The signal of the caller. */
  readonly signal: AbortSignal;
  /** Ends the request and its answer, also when the caller's signal is aborted. */
  readonly connection: AbortController;
  /** Makes the request again with other credentials. Throws `ModelError`. */
  readonly compose: (credentials: Credentials | undefined) => ComposedRequest;
}

/** Waits up to this many milliseconds are silent. The caller handles longer ones and reports them to the user. */
const LONGEST_SILENT_WAIT_MS = 60_000;

/**
 * Sends the request until the provider begins an answer, with as many silent retries as are configured (C68). Credentials that
 * the provider rejects are renewed once. Throws `ModelError`.
 */
export async function requestAnswer(call: ProviderCall): Promise<IncomingMessage> {
  const { provider, account, context } = call;
  const { signal } = call.connection;
  const stored = provider.requiresOpenaiAuth && providerKey(provider, context.env) === undefined;
  let credentials = stored ? await context.credentials.current(account) : undefined;
  // Another address may be a gateway that adds its own key.
  if (stored && credentials === undefined && provider.baseUrl === undefined) throw notSignedIn(provider);
  let renewed = false;
  for (let retries = 0; ; ) {
    const begun = process.uptime();
    const outcome = await attempt(call, credentials, signal);
    context.log.debug(
      { ...factsOf(outcome, call), ms: Math.round((process.uptime() - begun) * 1000) },
      'request to a provider',
    );
    if (!('error' in outcome)) return outcome.answer;
    const { error, refusal } = outcome;
    if (refusal?.status === 401 && credentials && !renewed) {
      renewed = true;
      const others = await context.credentials.afterRefusal(credentials);
      if (others && others.token !== credentials.token) {
        credentials = others;
        continue;
      }
    }
    const wanted = refusal && retryAfter(refusal.header('retry-after'), Date.now());
    if (wanted !== undefined && wanted > LONGEST_SILENT_WAIT_MS) throw waiting(error, wanted);
    if (error.final || retries >= provider.requestMaxRetries) throw error;
    retries++;
    await context.backOff.wait(wanted ?? context.backOff.delay(retries), signal);
  }
}

type Outcome = { answer: IncomingMessage } | { error: ModelError; refusal?: Refusal };

/** Logs no text of the provider, which may quote the request, and no address, which may contain a key. */
function factsOf(outcome: Outcome, { provider }: ProviderCall) {
  if ('answer' in outcome) return { provider: provider.id, status: outcome.answer.statusCode };
  return { provider: provider.id, status: outcome.refusal?.status, code: outcome.error.failure?.code };
}

async function attempt(
  call: ProviderCall,
  credentials: Credentials | undefined,
  signal: AbortSignal,
): Promise<Outcome> {
  const { provider, compose } = call;
  const request = compose(credentials);
  try {
    const answer = await sendInTime(request, call, signal);
    const status = answer.statusCode ?? 0;
    if (status >= 200 && status < 300) return { answer };
    const refusal = await readRefusal(answer, provider);
    const signedIn = request.headers.authorization !== undefined;
    const error = refusalError(refusal, provider, { plan: credentials?.plan, signedIn });
    return { error: withLimits(error, refusal), refusal };
  } catch (e) {
    if (!(e instanceof TransportError)) throw e;
    const failure = { code: 'model_unreachable', provider: provider.id, reason: e.reason } as const;
    return { error: new ModelError(e.message, { failure, final: e.final, cause: e }) };
  }
}

/** Missing headers count as a silent stream and end this loop: the wait was too long for another silent retry. */
async function sendInTime(
  request: ComposedRequest,
  { provider, context, connection, ...call }: ProviderCall,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    connection.abort();
  }, provider.streamIdleTimeoutMs);
  try {
    const route = { env: context.env, redirects: MAX_REDIRECTS, repeatable: true };
    return await send({ ...request, method: 'POST', signal, ...route });
  } catch (e) {
    if (late && !call.signal.aborted) throw brokenOff('idle timeout waiting for SSE', { cause: e });
    throw e;
  } finally {
    clearTimeout(timer);
  }
}

/** The error of a used-up limit also carries the use of each limit. */
function withLimits(error: ModelError, { header }: Refusal): ModelError {
  const used = error.failure?.code === 'model_rate_limited' && error.final;
  return used ? error.with({ rateLimits: readRateLimits(header, Date.now()) }) : error;
}

function waiting(error: ModelError, retryAfterMs: number): ModelError {
  const { failure } = error;
  if (error.final) return error;
  if (failure?.code !== 'model_rate_limited') return error.with({ retryAfterMs });
  return error.with({ retryAfterMs, failure: { ...failure, resetsInSeconds: Math.ceil(retryAfterMs / 1000) } });
}
