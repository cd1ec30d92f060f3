import type { IncomingMessage } from 'node:http';
import { ModelError, type ProviderSettings } from '../../core/ports/index.js';
import { readRateLimits } from '../responses/events.js';
import { type Post, post, TransportError } from './http.js';
import { brokenOff } from './provider-error.js';
import { providerKey } from './provider-request.js';
import { type Refusal, readRefusal, refusalError, retryAfter } from './refusal.js';
import type { Credentials, WireContext } from './wire-context.js';

export interface Asking {
  readonly provider: ProviderSettings;
  /** As in `ModelRequest`. */
  readonly account?: string | undefined;
  readonly context: WireContext;
  readonly signal: AbortSignal;
  /** Makes the request anew for other credentials. Throws `ModelError`. */
  readonly compose: (credentials: Credentials | undefined) => Pick<Post, 'url' | 'headers' | 'body'>;
}

/** Nobody is told of the waiting here, so longer ones are left to whoever tells. */
const LONGEST_SILENT_WAIT_MS = 60_000;

/**
 * Asks until the provider begins an answer, with as many further attempts as it is configured with (C68), and silently. Credentials that
 * it rejects are renewed once. Throws `ModelError`.
 */
export async function requestAnswer(asking: Asking): Promise<IncomingMessage> {
  const { provider, account, context, signal } = asking;
  const stored = provider.requiresOpenaiAuth && providerKey(provider, context.env) === undefined;
  let credentials = stored ? await context.credentials.current(account) : undefined;
  let renewed = false;
  for (let retries = 0; ; ) {
    const outcome = await attempt(asking, credentials);
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
    const wanted = refusal && retryAfter(refusal, Date.now());
    if (wanted !== undefined && wanted > LONGEST_SILENT_WAIT_MS) throw waiting(error, wanted);
    if (error.final || retries >= provider.requestMaxRetries) throw error;
    retries++;
    await context.backOff.wait(wanted ?? context.backOff.delay(retries), signal);
  }
}

type Outcome = { answer: IncomingMessage } | { error: ModelError; refusal?: Refusal };

async function attempt(asking: Asking, credentials: Credentials | undefined): Promise<Outcome> {
  const { provider, compose } = asking;
  const request = compose(credentials);
  try {
    const answer = await postInTime(request, asking);
    const status = answer.statusCode ?? 0;
    if (status >= 200 && status < 300) return { answer };
    const refusal = await readRefusal(answer, provider);
    const signedIn = request.headers.authorization !== undefined;
    const error = refusalError(refusal, provider, { plan: credentials?.plan, signedIn });
    return { error: withLimits(error, refusal), refusal };
  } catch (e) {
    if (!(e instanceof TransportError)) throw e;
    const reason = e.cause instanceof Error ? e.cause.message : e.message;
    const failure = { code: 'model_unreachable', provider: provider.id, reason } as const;
    return { error: new ModelError(e.message, { failure, final: e.final, cause: e }) };
  }
}

/** Headers that never come are silence like that of a stream: it has lasted too long for another attempt that nobody is told of. */
async function postInTime(request: Pick<Post, 'url' | 'headers' | 'body'>, asking: Asking): Promise<IncomingMessage> {
  const { provider, context, signal } = asking;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), provider.streamIdleTimeoutMs);
  try {
    return await post({ ...request, signal: AbortSignal.any([signal, late.signal]), env: context.env });
  } catch (e) {
    if (late.signal.aborted && !signal.aborted) throw brokenOff('idle timeout waiting for SSE', { cause: e });
    throw e;
  } finally {
    clearTimeout(timer);
  }
}

/** A used up limit comes with how far each of them is used. */
function withLimits(error: ModelError, { header }: Refusal): ModelError {
  const used = error.failure?.code === 'model_rate_limited' && error.final;
  return used ? error.with({ rateLimits: readRateLimits(header) }) : error;
}

function waiting(error: ModelError, retryAfterMs: number): ModelError {
  const { failure } = error;
  if (error.final) return error;
  if (failure?.code !== 'model_rate_limited') return error.with({ retryAfterMs });
  return error.with({ retryAfterMs, failure: { ...failure, resetsInSeconds: Math.ceil(retryAfterMs / 1000) } });
}
